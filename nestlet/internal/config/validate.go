package config

import (
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func validate(c ServerConfiguration) field.ErrorList {
	var all field.ErrorList
	if c.APIVersion != APIVersion {
		all = append(all, field.NotSupported(field.NewPath("apiVersion"), c.APIVersion, []string{APIVersion}))
	}
	if c.Kind != Kind {
		all = append(all, field.NotSupported(field.NewPath("kind"), c.Kind, []string{Kind}))
	}
	all = append(all, validateIdentity(c.Identity, field.NewPath("identity"))...)
	all = append(all, requireAbsolute(c.DataDir, field.NewPath("dataDir"))...)
	all = append(all, requireAbsolute(c.Certificates, field.NewPath("certificates"))...)
	all = append(all, validateEndpoint(c.Bind, field.NewPath("bind"))...)
	all = append(all, validateAdvertise(c)...)
	all = append(all, validateDatastore(c, field.NewPath("datastore"))...)
	all = append(all, validateNetwork(c.Network, field.NewPath("network"))...)
	if c.EncryptionConfigFile != "" {
		all = append(all, requireAbsolute(c.EncryptionConfigFile, field.NewPath("encryptionConfigFile"))...)
	}
	if c.Authentication.JWTFile != "" {
		all = append(all, requireAbsolute(c.Authentication.JWTFile, field.NewPath("authentication", "jwtFile"))...)
	}
	all = append(all, validateTunnel(c)...)
	if keepers := []ClusterInfoKeeper{ClusterInfoByServer, ClusterInfoElsewhere}; !slices.Contains(keepers, c.ClusterInfo) {
		all = append(all, field.NotSupported(field.NewPath("clusterInfo"), c.ClusterInfo, keepers))
	}
	all = append(all, validateArguments(c.APIServer, apiServerOwned, field.NewPath("apiServer"))...)
	all = append(all, validateArguments(c.ControllerManager, controllerManagerOwned, field.NewPath("controllerManager"))...)
	all = append(all, validateArguments(c.Scheduler, schedulerOwned, field.NewPath("scheduler"))...)
	return append(all, validateLogging(c.Logging, field.NewPath("logging"))...)
}

// validateTunnel knows that a socket's path has at most 107 bytes in Linux.
func validateTunnel(c ServerConfiguration) field.ErrorList {
	if c.Tunnel == nil {
		return nil
	}
	var all field.ErrorList
	if c.Tunnel.Servers < 1 || c.Tunnel.Servers > 100 {
		all = append(all, field.Invalid(field.NewPath("tunnel", "servers"), c.Tunnel.Servers, "must be between 1 and 100"))
	}
	if longest := 107 - len(c.TunnelSocket("agents")) + len(c.DataDir); len(c.DataDir) > longest {
		all = append(all, field.TooLong(field.NewPath("dataDir"), c.DataDir, longest))
	}
	return all
}

func validateIdentity(identity string, path *field.Path) field.ErrorList {
	switch {
	case identity == "":
		return field.ErrorList{field.Required(path, "the cluster identity that is stamped into the datastore")}
	case len(identity) > 253:
		return field.ErrorList{field.TooLong(path, identity, 253)}
	case strings.ContainsFunc(identity, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return field.ErrorList{field.Invalid(path, identity, "must have no spaces and no control characters")}
	}
	return nil
}

func requireAbsolute(path string, at *field.Path) field.ErrorList {
	switch {
	case path == "":
		return field.ErrorList{field.Required(at, "an absolute path")}
	case !filepath.IsAbs(path):
		return field.ErrorList{field.Invalid(at, path, "must be an absolute path")}
	}
	return nil
}

func validateEndpoint(endpoint Endpoint, path *field.Path) field.ErrorList {
	var all field.ErrorList
	if _, err := netip.ParseAddr(endpoint.Address); err != nil {
		all = append(all, field.Invalid(path.Child("address"), endpoint.Address, "must be an IP address"))
	}
	if endpoint.Port < 1 || endpoint.Port > 65535 {
		all = append(all, field.Invalid(path.Child("port"), endpoint.Port, "must be between 1 and 65535"))
	}
	return all
}

// validateAdvertise knows that nodes reach the advertised address from other machines, and that Kubernetes wants the families of
// kubernetes.default's address and endpoint to be the same.
func validateAdvertise(c ServerConfiguration) field.ErrorList {
	if c.Advertise == nil {
		return nil
	}
	path := field.NewPath("advertise")
	all := validateEndpoint(*c.Advertise, path)
	address, err := netip.ParseAddr(c.Advertise.Address)
	if err != nil {
		return all
	}
	if address.IsUnspecified() || address.IsLoopback() || address.IsLinkLocalUnicast() || address.IsMulticast() {
		all = append(all, field.Invalid(path.Child("address"), c.Advertise.Address,
			"must be reachable from nodes: not unspecified, loopback, link-local or multicast"))
	}
	if len(c.Network.ServiceCIDRs) > 0 {
		if primary, err := netip.ParsePrefix(c.Network.ServiceCIDRs[0]); err == nil && primary.Addr().Is4() != address.Is4() {
			all = append(all, field.Invalid(path.Child("address"), c.Advertise.Address,
				"must be of the same IP family as network.serviceCIDRs[0]"))
		}
	}
	return all
}

func validateDatastore(c ServerConfiguration, path *field.Path) field.ErrorList {
	var all field.ErrorList
	d := c.Datastore
	supported := []string{string(SQLite), string(PostgreSQL), string(MySQL), string(Etcd)}
	if !slices.Contains(supported, string(d.Type)) {
		return append(all, field.NotSupported(path.Child("type"), string(d.Type), supported))
	}
	if d.Type == SQLite {
		for name, value := range map[string]string{"endpointFile": d.EndpointFile, "caFile": d.CAFile, "certFile": d.CertFile, "keyFile": d.KeyFile} {
			if value != "" {
				all = append(all, field.Forbidden(path.Child(name), "a SQLite datastore has no endpoint: its file is in dataDir"))
			}
		}
		if c.LeaderElection {
			all = append(all, field.Forbidden(field.NewPath("leaderElection"), "servers can't share a SQLite datastore"))
		}
		slices.SortFunc(all, func(a, b *field.Error) int { return strings.Compare(a.Field, b.Field) })
		return all
	}
	all = append(all, requireAbsolute(d.EndpointFile, path.Child("endpointFile"))...)
	for _, file := range []struct{ name, value string }{{"caFile", d.CAFile}, {"certFile", d.CertFile}, {"keyFile", d.KeyFile}} {
		if file.value != "" {
			all = append(all, requireAbsolute(file.value, path.Child(file.name))...)
		}
	}
	if d.CertFile != "" && d.KeyFile == "" {
		all = append(all, field.Required(path.Child("keyFile"), "certFile needs its key"))
	}
	if d.KeyFile != "" && d.CertFile == "" {
		all = append(all, field.Required(path.Child("certFile"), "keyFile needs its certificate"))
	}
	return all
}

func validateArguments(component Component, owned map[string]string, path *field.Path) field.ErrorList {
	var all field.ErrorList
	for i, argument := range component.ExtraArgs {
		at := path.Child("extraArgs").Index(i).Child("name")
		name := strings.ReplaceAll(argument.Name, "_", "-")
		if name == "" {
			all = append(all, field.Required(at, "the name of a flag, without dashes in front"))
		} else if strings.HasPrefix(name, "-") || strings.ContainsAny(name, "= \t\n") {
			all = append(all, field.Invalid(at, argument.Name, "must be the name of a flag, without dashes in front and without a value"))
		} else if why, ok := owned[name]; ok {
			all = append(all, field.Forbidden(at, "--"+name+" belongs to nestlet: "+why))
		}
	}
	return all
}

func validateLogging(logging Logging, path *field.Path) field.ErrorList {
	var all field.ErrorList
	if formats := []string{"json", "text"}; !slices.Contains(formats, logging.Format) {
		all = append(all, field.NotSupported(path.Child("format"), logging.Format, formats))
	}
	if logging.Verbosity < 0 || logging.Verbosity > 10 {
		all = append(all, field.Invalid(path.Child("verbosity"), logging.Verbosity, "must be between 0 and 10"))
	}
	return all
}

func validateDNSDomain(domain string, path *field.Path) field.ErrorList {
	var all field.ErrorList
	for _, message := range validation.IsDNS1123Subdomain(domain) {
		all = append(all, field.Invalid(path, domain, message))
	}
	return all
}
