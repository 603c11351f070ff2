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
)

// insideLink is the name of the link's end in the cluster.
const insideLink = "eth0"

// ErrTaken says that an address range of the cluster is in use on this machine.
var ErrTaken = errors.New("address range in use")

// WithNetworkLock runs what while no other cluster of this machine chooses addresses. An abstract socket is a lock that the kernel
// releases when its owner dies, and that is not a file.
func WithNetworkLock(what func() error) error {
	const attempts, pause = 600, 50 * time.Millisecond
	for range attempts {
		lock, err := net.Listen("unix", "@nestling-network")
		if err == nil {
			defer func() { _ = lock.Close() }()
			return what()
		}
		if !errors.Is(err, unix.EADDRINUSE) {
			return err
		}
		time.Sleep(pause)
	}
	return fmt.Errorf("another cluster has been choosing its addresses for %s", attempts*pause)
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
