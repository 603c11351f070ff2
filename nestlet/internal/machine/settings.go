package machine

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"github.com/vishvananda/netlink"
)

// inotifyInstances is what several kubelets and containerds on one machine need; Linux's default of 128 is used up by the second.
const inotifyInstances = 8192

// RaiseInotify raises the machine's limit of inotify instances if it is lower. It is never lowered again: others may count on it by then.
func RaiseInotify() error {
	const file = "/proc/sys/fs/inotify/max_user_instances"
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	current, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if current >= inotifyInstances {
		return nil
	}
	return os.WriteFile(file, []byte(strconv.Itoa(inotifyInstances)), 0o644)
}

// DefaultAddress is the IPv4 address of the interface that the default route leaves by.
func DefaultAddress() (string, error) {
	routes, err := netlink.RouteList(nil, netlink.FAMILY_V4)
	if err != nil {
		return "", err
	}
	for _, route := range routes {
		if !isDefault(route.Dst) {
			continue
		}
		if route.Src != nil {
			return route.Src.String(), nil
		}
		link, err := netlink.LinkByIndex(route.LinkIndex)
		if err != nil {
			return "", err
		}
		addresses, err := netlink.AddrList(link, netlink.FAMILY_V4)
		if err != nil {
			return "", err
		}
		if len(addresses) > 0 {
			return addresses[0].IP.String(), nil
		}
	}
	return "", errors.New("this machine has no default route, so it is not clear which of its addresses others reach")
}

func isDefault(destination *net.IPNet) bool {
	if destination == nil {
		return true
	}
	ones, _ := destination.Mask.Size()
	return ones == 0 && destination.IP.IsUnspecified()
}

// ResolvConf is this machine's resolver configuration as pods can use it: without name servers on loopback addresses, which a pod
// would look for in itself. It is "" if none remains.
func ResolvConf() string {
	for _, file := range []string{"/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"} {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if usable := UsableResolvConf(string(data)); usable != "" {
			return usable
		}
	}
	return ""
}

// UsableResolvConf is the content without name servers on loopback addresses; "" if no name server is left.
func UsableResolvConf(content string) string {
	var kept []string
	servers := 0
	for _, line := range strings.Split(content, "\n") {
		fields := strings.Fields(line)
		if len(fields) >= 2 && fields[0] == "nameserver" {
			address, err := netip.ParseAddr(fields[1])
			if err != nil || address.IsLoopback() {
				continue
			}
			servers++
		}
		kept = append(kept, line)
	}
	if servers == 0 {
		return ""
	}
	return strings.Join(kept, "\n")
}
