package server

import (
	"net"
	"net/netip"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/vishvananda/netlink"

	"nestling.dev/nestlet/internal/config"
)

// machineNetworks are machines, each with all its addresses. A kernel gives the loopback interface 127.0.0.1 and ::1 itself.
var machineNetworks = map[string]struct {
	withoutIPv6, without4 bool
	reached               []string
}{
	"both families":               {reached: []string{"192.0.2.1", "fd00::1", "127.0.0.1", "::1"}},
	"IPv6 alone":                  {reached: []string{"fd00::1", "127.0.0.1", "::1"}},
	"IPv6 and not even 127.0.0.1": {without4: true, reached: []string{"fd00::1", "::1"}},
	"IPv4, and IPv6 switched off": {withoutIPv6: true, reached: []string{"192.0.2.1", "127.0.0.1"}},
}

const machineNetworkVariable = "NESTLET_TEST_MACHINE_NETWORK"

// TestEveryAddressOfTheMachineIsServed runs itself in a network namespace for each machine.
func TestEveryAddressOfTheMachineIsServed(t *testing.T) {
	if name := os.Getenv(machineNetworkVariable); name != "" {
		serveMachine(t, name)
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can make network namespaces")
	}
	for name := range machineNetworks {
		t.Run(name, func(t *testing.T) {
			command := exec.Command(os.Args[0], "-test.run=^TestEveryAddressOfTheMachineIsServed$")
			command.Env = append(os.Environ(), machineNetworkVariable+"="+name)
			command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
			if output, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, output)
			}
		})
	}
}

func serveMachine(t *testing.T, name string) {
	makeMachine(t, name)
	for _, bind := range []string{"0.0.0.0", "::"} {
		listener, err := listen(config.Endpoint{Address: bind})
		if err != nil {
			t.Errorf("%s: %v", bind, err)
			continue
		}
		defer listener.Close()
		endpoint := config.Endpoint{Address: bind, Port: listener.Addr().(*net.TCPAddr).Port}
		dial := []string{dialAddress(endpoint)}
		for _, address := range machineNetworks[name].reached {
			dial = append(dial, net.JoinHostPort(address, port(endpoint)))
		}
		for _, address := range dial {
			connection, err := net.Dial("tcp", address)
			if err != nil {
				t.Errorf("bound to %s: %v", bind, err)
				continue
			}
			_ = connection.Close()
		}
	}
}

func makeMachine(t *testing.T, name string) {
	machine := machineNetworks[name]
	if machine.withoutIPv6 {
		for _, which := range []string{"all", "default", "lo"} {
			// A kernel without IPv6 has no such file, and needs none.
			_ = os.WriteFile("/proc/sys/net/ipv6/conf/"+which+"/disable_ipv6", []byte("1"), 0o644)
		}
	}
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		t.Fatal(err)
	}
	if err := netlink.LinkSetUp(lo); err != nil {
		t.Fatal(err)
	}
	if machine.without4 {
		if err := netlink.AddrDel(lo, &netlink.Addr{IPNet: &net.IPNet{IP: net.IPv4(127, 0, 0, 1), Mask: net.CIDRMask(8, 32)}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range machine.reached {
		address := netip.MustParseAddr(text)
		if address.IsLoopback() {
			continue
		}
		own := &net.IPNet{IP: address.AsSlice(), Mask: net.CIDRMask(address.BitLen(), address.BitLen())}
		if err := netlink.AddrAdd(lo, &netlink.Addr{IPNet: own}); err != nil {
			t.Fatal(err)
		}
	}
}
