package isolation

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/filelock"
)

// insideLink is the name of the link's end in the cluster.
const insideLink = "eth0"

// ErrTaken says that an address range of the cluster is in use on this machine.
var ErrTaken = errors.New("address range in use")

// networkLock has the id of its last holder, and stays where it is: a lock whose file is removed can be held twice. Only root can open it, so only root can hold it.
const networkLock = "/run/nestling-network.lock"

// choosingLimit is how long another cluster may take to choose its addresses: a moment.
const choosingLimit = 30 * time.Second

// WithNetworkLock runs what while no other cluster of this machine chooses addresses.
func WithNetworkLock(what func() error) error {
	return withLock(networkLock, choosingLimit, what)
}

func withLock(path string, limit time.Duration, what func() error) error {
	const pause = 50 * time.Millisecond
	for deadline := time.Now().Add(limit); ; time.Sleep(pause) {
		lock, err := filelock.Take(path)
		if err == nil {
			defer lock.Release()
			return what()
		}
		if !errors.Is(err, filelock.ErrHeld) {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("another cluster has been choosing its addresses for %s: %w", limit, err)
		}
	}
}

// CheckFree returns ErrTaken, with the range and who has it, unless no address or route of this machine overlaps with any of the ranges.
func CheckFree(ranges []netip.Prefix) error {
	taken, err := machineRanges()
	if err != nil {
		return err
	}
	for _, wanted := range ranges {
		for _, other := range taken {
			if wanted.Overlaps(other) {
				return fmt.Errorf("%w: %s overlaps with %s of this machine", ErrTaken, wanted, other)
			}
		}
	}
	return nil
}

// machineRanges are the destinations of all routes but the default ones; every address has a route.
func machineRanges() ([]netip.Prefix, error) {
	routes, err := netlink.RouteListFiltered(netlink.FAMILY_V4, &netlink.Route{Table: unix.RT_TABLE_UNSPEC}, netlink.RT_FILTER_TABLE)
	if err != nil {
		return nil, fmt.Errorf("reading routes: %w", err)
	}
	var ranges []netip.Prefix
	for _, route := range routes {
		if route.Dst == nil {
			continue
		}
		address, ok := netip.AddrFromSlice(route.Dst.IP.To4())
		ones, _ := route.Dst.Mask.Size()
		if ok && ones > 0 {
			ranges = append(ranges, netip.PrefixFrom(address, ones))
		}
	}
	return ranges, nil
}

// connect makes the link between this machine and the network namespace of pid, with the machine's address and routes.
func connect(id string, link Link, pid int) error {
	attributes := netlink.NewLinkAttrs()
	attributes.Name = linkName(id)
	veth := &netlink.Veth{LinkAttrs: attributes, PeerName: insideLink, PeerNamespace: netlink.NsPid(pid)}
	if err := netlink.LinkAdd(veth); err != nil {
		return fmt.Errorf("making the cluster's network link: %w", err)
	}
	if err := bringUp(veth.Name, link.Host); err != nil {
		return err
	}
	return addRoutes(veth.Name, link.Routes, link.Node.Addr())
}

// arrive configures the cluster's end of the link, from inside.
func arrive(link Link) error {
	if err := bringUp("lo", netip.Prefix{}); err != nil {
		return err
	}
	if err := bringUp(insideLink, link.Node); err != nil {
		return err
	}
	everywhere := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if err := addRoutes(insideLink, []netip.Prefix{everywhere}, link.Host.Addr()); err != nil {
		return err
	}
	return os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o644)
}

// bringUp sets an interface up; without a valid address it gets none.
func bringUp(name string, address netip.Prefix) error {
	link, err := netlink.LinkByName(name)
	if err != nil {
		return fmt.Errorf("interface %s: %w", name, err)
	}
	if address.IsValid() {
		if err := netlink.AddrAdd(link, &netlink.Addr{IPNet: ipNet(address)}); err != nil {
			return fmt.Errorf("address %s of %s: %w", address, name, err)
		}
	}
	if err := netlink.LinkSetUp(link); err != nil {
		return fmt.Errorf("interface %s: %w", name, err)
	}
	return nil
}

func addRoutes(through string, ranges []netip.Prefix, gateway netip.Addr) error {
	link, err := netlink.LinkByName(through)
	if err != nil {
		return fmt.Errorf("interface %s: %w", through, err)
	}
	for _, destination := range ranges {
		route := &netlink.Route{LinkIndex: link.Attrs().Index, Dst: ipNet(destination), Gw: net.IP(gateway.AsSlice())}
		if err := netlink.RouteAdd(route); err != nil {
			return fmt.Errorf("route to %s: %w", destination, err)
		}
	}
	return nil
}

func ipNet(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: net.IP(prefix.Addr().AsSlice()), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}

// disconnect removes the link, and with it its addresses and routes. A link that does not exist is no error.
func disconnect(id string) error {
	link, err := netlink.LinkByName(linkName(id))
	var missing netlink.LinkNotFoundError
	if errors.As(err, &missing) {
		return nil
	}
	if err != nil {
		return err
	}
	err = netlink.LinkDel(link)
	if errors.Is(err, unix.ENODEV) {
		return nil
	}
	return err
}
