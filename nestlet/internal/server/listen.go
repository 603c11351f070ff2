package server

import (
	"net"
	"net/netip"

	"nestling.dev/nestlet/internal/config"
)

// listen opens the port. 0.0.0.0 and :: mean the same, as they do for every Go server and so for kube-apiserver: every address of both families
// that the machine has. Go recognises the families by their loopback addresses; without 127.0.0.1 it would take an IPv6 machine for one without
// IPv6, so that case is said explicitly.
func listen(bind config.Endpoint) (net.Listener, error) {
	if isWildcard(bind) && !hasLoopback(loopback4) && hasLoopback(loopback6) {
		return net.Listen("tcp6", net.JoinHostPort("::", port(bind)))
	}
	return net.Listen("tcp", net.JoinHostPort(bind.Address, port(bind)))
}

var (
	loopback4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	loopback6 = netip.IPv6Loopback()
)

// dialAddress is where the parts in this process find the API server. A server on all addresses is asked at the loopback address of its family,
// or at the other one on a machine that lacks it.
func dialAddress(bind config.Endpoint) string {
	if !isWildcard(bind) {
		return net.JoinHostPort(bind.Address, port(bind))
	}
	wanted, other := loopback4, loopback6
	if bind.Address != netip.IPv4Unspecified().String() {
		wanted, other = loopback6, loopback4
	}
	if !hasLoopback(wanted) && hasLoopback(other) {
		wanted = other
	}
	return net.JoinHostPort(wanted.String(), port(bind))
}

func isWildcard(bind config.Endpoint) bool {
	return netip.MustParseAddr(bind.Address).IsUnspecified()
}

func hasLoopback(address netip.Addr) bool {
	assigned, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, each := range assigned {
		if network, ok := each.(*net.IPNet); ok && network.IP.Equal(address.AsSlice()) {
			return true
		}
	}
	return false
}
