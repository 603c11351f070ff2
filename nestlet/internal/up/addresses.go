package up

import (
	"errors"
	"fmt"
	"hash/fnv"
	"net/netip"

	"nestling.dev/nestlet/internal/isolation"
)

// The pools of isolated clusters: 64 links 10.213.N.0/30, each with 1022 addresses for pods and as many for Services. Machines and nested
// clusters rarely use them: 10.213.0.0/18, 10.214.0.0/16, 10.215.0.0/16.
const slots = 64

// A cluster on the machine's own network has room for 256 nodes.
const (
	ownNetworkPodCIDR     = "10.216.0.0/16"
	ownNetworkServiceCIDR = "10.217.0.0/16"
)

func slotLink(slot int) isolation.Link {
	n := byte(slot)
	return isolation.Link{
		Host: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 213, n, 1}), 30),
		Node: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 213, n, 2}), 30),
	}
}

func slotPods(slot int) string     { return fmt.Sprintf("10.214.%d.0/22", slot*4) }
func slotServices(slot int) string { return fmt.Sprintf("10.215.%d.0/22", slot*4) }

// firstSlot spreads clusters, so that one that was stopped finds its slot free again.
func firstSlot(dataDir string) int {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(dataDir))
	return int(hash.Sum32() % slots)
}

// chooseAddresses finds a new cluster a slot whose ranges are free on this machine. The caller holds the network lock.
func chooseAddresses(o *options) (*state, error) {
	first := firstSlot(o.dataDir)
	var busy error
	for i := range slots {
		slot := (first + i) % slots
		s := &state{
			Identity: newIdentity(), Isolated: true, NodeName: o.nodeName, Slot: slot,
			PodCIDR: orElse(o.podCIDR, slotPods(slot)), ServiceCIDR: orElse(o.serviceCIDR, slotServices(slot)),
		}
		busy = s.checkAddresses()
		if busy == nil {
			return s, nil
		}
		if !errors.Is(busy, isolation.ErrTaken) {
			return nil, busy
		}
	}
	return nil, fmt.Errorf("no free addresses for another isolated cluster: %w", busy)
}

func (s *state) checkAddresses() error {
	link, err := s.link()
	if err != nil {
		return err
	}
	return isolation.CheckFree(append(link.Routes, link.Host.Masked()))
}

func (s *state) link() (isolation.Link, error) {
	link := slotLink(s.Slot)
	for _, cidr := range []string{s.PodCIDR, s.ServiceCIDR} {
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil {
			return link, err
		}
		link.Routes = append(link.Routes, prefix)
	}
	return link, nil
}

// nthAddress is the n-th address of a range: the first is the API server's Service, the tenth the name service's.
func nthAddress(cidr string, n int) (string, error) {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		return "", err
	}
	address := prefix.Addr()
	for range n {
		address = address.Next()
	}
	if !prefix.Contains(address) {
		return "", fmt.Errorf("%s is too small", cidr)
	}
	return address.String(), nil
}
