package config

import (
	"fmt"
	"net/netip"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// prefixLimits bound a range's prefix length, both ends included.
type prefixLimits struct{ shortest, longest int }

// The limits are those of the programs that allocate: the controller manager gives each node a /24 or /64 and counts at most 65536
// nodes; the API server's allocator takes at most 2^20 service addresses, and fewer than 16 leave no room for the system's own.
var (
	podLimits4     = prefixLimits{8, 24}
	podLimits6     = prefixLimits{48, 64}
	serviceLimits4 = prefixLimits{12, 28}
	serviceLimits6 = prefixLimits{108, 124}
)

// namedPrefix is a range with the field it came from.
type namedPrefix struct {
	path   *field.Path
	prefix netip.Prefix
}

func validateNetwork(network Network, path *field.Path) field.ErrorList {
	pods, all := parseRanges(network.PodCIDRs, path.Child("podCIDRs"), podLimits4, podLimits6)
	services, problems := parseRanges(network.ServiceCIDRs, path.Child("serviceCIDRs"), serviceLimits4, serviceLimits6)
	all = append(all, problems...)
	all = append(all, validateOverlaps(append(append([]namedPrefix{}, pods...), services...))...)
	for _, service := range services {
		if !hasFamily(pods, service.prefix) && len(pods) > 0 {
			all = append(all, field.Invalid(service.path, service.prefix.String(), "needs a range of the same IP family in "+path.Child("podCIDRs").String()))
		}
	}
	return append(all, validateDNSDomain(network.DNSDomain, path.Child("dnsDomain"))...)
}

func parseRanges(ranges []string, path *field.Path, limits4, limits6 prefixLimits) ([]namedPrefix, field.ErrorList) {
	var parsed []namedPrefix
	var all field.ErrorList
	if len(ranges) == 0 {
		return nil, field.ErrorList{field.Required(path, "one range, or one of each IP family")}
	}
	if len(ranges) > 2 {
		all = append(all, field.TooMany(path, len(ranges), 2))
	}
	for i, text := range ranges {
		at := path.Index(i)
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			all = append(all, field.Invalid(at, text, "must be a CIDR such as 10.180.0.0/16 or fd00:180::/48"))
			continue
		}
		if prefix.Masked() != prefix {
			all = append(all, field.Invalid(at, text, "must have no host bits: did you mean "+prefix.Masked().String()+"?"))
			continue
		}
		if hasFamily(parsed, prefix) {
			all = append(all, field.Invalid(at, text, "must be of another IP family than the range before it"))
			continue
		}
		limits := limits4
		if prefix.Addr().Is6() {
			limits = limits6
		}
		if prefix.Bits() < limits.shortest || prefix.Bits() > limits.longest {
			all = append(all, field.Invalid(at, text, fmt.Sprintf("must have a prefix length between /%d and /%d", limits.shortest, limits.longest)))
			continue
		}
		parsed = append(parsed, namedPrefix{at, prefix})
	}
	return parsed, all
}

func hasFamily(ranges []namedPrefix, prefix netip.Prefix) bool {
	for _, other := range ranges {
		if other.prefix.Addr().Is4() == prefix.Addr().Is4() {
			return true
		}
	}
	return false
}

func validateOverlaps(ranges []namedPrefix) field.ErrorList {
	var all field.ErrorList
	for i, later := range ranges {
		for _, earlier := range ranges[:i] {
			if later.prefix.Overlaps(earlier.prefix) {
				all = append(all, field.Invalid(later.path, later.prefix.String(),
					fmt.Sprintf("overlaps %s (%s)", earlier.path, earlier.prefix)))
			}
		}
	}
	return all
}
