package config

import (
	"strings"
	"testing"
)

const minimal = `
apiVersion: nestlet.nestling.dev/v1alpha1
kind: ServerConfiguration
identity: 6f1c
dataDir: /var/lib/nestlet
certificates: /etc/nestlet/pki
network:
  podCIDRs: [10.180.0.0/16]
  serviceCIDRs: [10.181.0.0/16]
`

func TestParseFillsDefaults(t *testing.T) {
	parsed, err := Parse([]byte(minimal))
	if err != nil {
		t.Fatal(err)
	}
	if parsed.Bind != (Endpoint{"0.0.0.0", 6443}) || parsed.Advertise != nil || parsed.Datastore.Type != SQLite ||
		parsed.Network.DNSDomain != "cluster.local" || parsed.Logging != (Logging{"json", 0}) {
		t.Errorf("defaults: %+v", parsed)
	}
}

func TestParseTakesEveryField(t *testing.T) {
	parsed, err := Parse([]byte(`
apiVersion: nestlet.nestling.dev/v1alpha1
kind: ServerConfiguration
identity: 6f1c
dataDir: /var/lib/nestlet
bind: {address: "::", port: 7443}
advertise: {address: "fd00::1", port: 443}
certificates: /etc/nestlet/pki
datastore: {type: PostgreSQL, endpointFile: /e, caFile: /ca, certFile: /crt, keyFile: /key}
network:
  podCIDRs: [fd00:180::/48, 10.180.0.0/16]
  serviceCIDRs: [fd00:181::/112, 10.181.0.0/16]
  dnsDomain: nested.example
encryptionConfigFile: /etc/nestlet/encryption/encryption.yaml
authentication: {jwtFile: /etc/nestlet/config/jwt.yaml}
leaderElection: true
tunnel: {servers: 3}
clusterInfo: Elsewhere
apiServer: {extraArgs: [{name: v, value: "2"}, {name: v, value: "3"}]}
controllerManager: {extraArgs: [{name: node-monitor-grace-period, value: 20s}]}
scheduler: {extraArgs: []}
logging: {format: text, verbosity: 3}
`))
	if err != nil {
		t.Fatal(err)
	}
	if len(parsed.APIServer.ExtraArgs) != 2 || !parsed.LeaderElection || parsed.Datastore.KeyFile != "/key" || parsed.Bind.Port != 7443 ||
		parsed.Authentication.JWTFile != "/etc/nestlet/config/jwt.yaml" || parsed.Tunnel.Servers != 3 || parsed.ClusterInfo != ClusterInfoElsewhere {
		t.Errorf("parsed: %+v", parsed)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, test := range map[string]struct{ change, message string }{
		"unknown field at the top": {"colour: blue", `unknown field "colour"`},
		"unknown nested field":     {"bind: {adress: 1.2.3.4}", `unknown field "bind.adress"`},
		"wrong letter case":        {"leaderelection: true", `unknown field "leaderelection"`},
		"duplicate key":            {"identity: other", `yaml: unmarshal errors: line 10: key "identity" already set in map`},
		"wrong type":               {"bind: {port: high}", `cannot unmarshal string into Go struct field Endpoint.bind.port of type int`},
		"other API version":        {"-apiVersion", `apiVersion: Unsupported value: "": supported values: "nestlet.nestling.dev/v1alpha1"`},
		"no kind":                  {"-kind", `kind: Unsupported value: "": supported values: "ServerConfiguration"`},
		"no identity":              {"-identity", `identity: Required value: the cluster identity that is stamped into the datastore`},
		"no data directory":        {"-dataDir", `dataDir: Required value: an absolute path`},
		"no certificates":          {"-certificates", `certificates: Required value: an absolute path`},
		"relative path":            {"encryptionConfigFile: here", `encryptionConfigFile: Invalid value: "here": must be an absolute path`},
		"relative file of issuers": {"authentication: {jwtFile: here}", `authentication.jwtFile: Invalid value: "here": must be an absolute path`},
		"anonymous access":         {"authentication: {anonymous: {enabled: true}}", `unknown field "authentication.anonymous"`},
		"bind address":             {"bind: {address: localhost}", `bind.address: Invalid value: "localhost": must be an IP address`},
		"port too high":            {"bind: {port: 65536}", `bind.port: Invalid value: 65536: must be between 1 and 65535`},
		"negative port":            {"bind: {port: -1}", `bind.port: Invalid value: -1: must be between 1 and 65535`},
		"advertised loopback": {"advertise: {address: 127.0.0.1}",
			`advertise.address: Invalid value: "127.0.0.1": must be reachable from nodes: not unspecified, loopback, link-local or multicast`},
		"advertised family": {"advertise: {address: 'fd00::1'}",
			`advertise.address: Invalid value: "fd00::1": must be of the same IP family as network.serviceCIDRs[0]`},
		"datastore type": {"datastore: {type: Oracle}",
			`datastore.type: Unsupported value: "Oracle": supported values: "SQLite", "PostgreSQL", "MySQL", "Etcd"`},
		"SQLite with an endpoint": {"datastore: {endpointFile: /e}",
			`datastore.endpointFile: Forbidden: a SQLite datastore has no endpoint: its file is in dataDir`},
		"SQLite with leader election": {"leaderElection: true", `leaderElection: Forbidden: servers can't share a SQLite datastore`},
		"no endpoint file":            {"datastore: {type: Etcd}", `datastore.endpointFile: Required value: an absolute path`},
		"certificate without key": {"datastore: {type: Etcd, endpointFile: /e, certFile: /c}",
			`datastore.keyFile: Required value: certFile needs its key`},
		"key without certificate": {"datastore: {type: Etcd, endpointFile: /e, keyFile: /k}",
			`datastore.certFile: Required value: keyFile needs its certificate`},
		"servers of the tunnel":  {"tunnel: {servers: -1}", `tunnel.servers: Invalid value: -1: must be between 1 and 100`},
		"keeper of cluster-info": {"clusterInfo: Nobody", `clusterInfo: Unsupported value: "Nobody": supported values: "Server", "Elsewhere"`},
		"owned flag": {"apiServer: {extraArgs: [{name: v, value: '1'}, {name: etcd-servers, value: x}]}",
			`apiServer.extraArgs[1].name: Forbidden: --etcd-servers belongs to nestlet: it comes from datastore`},
		"owned flag with underscores": {"controllerManager: {extraArgs: [{name: cluster_cidr, value: x}]}",
			`controllerManager.extraArgs[0].name: Forbidden: --cluster-cidr belongs to nestlet: it comes from network`},
		"owned flag of the scheduler": {"scheduler: {extraArgs: [{name: leader-elect, value: x}]}",
			`scheduler.extraArgs[0].name: Forbidden: --leader-elect belongs to nestlet: it comes from leaderElection`},
		"flag with dashes": {"scheduler: {extraArgs: [{name: --v, value: x}]}",
			`scheduler.extraArgs[0].name: Invalid value: "--v": must be the name of a flag, without dashes in front and without a value`},
		"flag without a name": {"scheduler: {extraArgs: [{value: x}]}",
			`scheduler.extraArgs[0].name: Required value: the name of a flag, without dashes in front`},
		"log format":    {"logging: {format: xml}", `logging.format: Unsupported value: "xml": supported values: "json", "text"`},
		"log verbosity": {"logging: {verbosity: 11}", `logging.verbosity: Invalid value: 11: must be between 0 and 10`},
	} {
		t.Run(name, func(t *testing.T) {
			expectRefusal(t, changed(test.change), test.message)
		})
	}
}

func TestParseRefusesNetworks(t *testing.T) {
	for name, test := range map[string]struct{ pods, services, message string }{
		"no ranges":   {"", "10.181.0.0/16", `network.podCIDRs: Required value: one range, or one of each IP family`},
		"no CIDR":     {"10.180.0.0", "10.181.0.0/16", `network.podCIDRs[0]: Invalid value: "10.180.0.0": must be a CIDR such as 10.180.0.0/16 or fd00:180::/48`},
		"host bits":   {"10.180.1.0/16", "10.181.0.0/16", `network.podCIDRs[0]: Invalid value: "10.180.1.0/16": must have no host bits: did you mean 10.180.0.0/16?`},
		"overlap":     {"10.180.0.0/15", "10.181.0.0/16", `network.serviceCIDRs[0]: Invalid value: "10.181.0.0/16": overlaps network.podCIDRs[0] (10.180.0.0/15)`},
		"same family": {"10.180.0.0/16, 10.182.0.0/16", "10.181.0.0/16", `network.podCIDRs[1]: Invalid value: "10.182.0.0/16": must be of another IP family than the range before it`},
		"three ranges": {"10.180.0.0/16, fd00::/48, fd01::/48", "10.181.0.0/16",
			`[network.podCIDRs: Too many: 3: must have at most 2 items, network.podCIDRs[2]: Invalid value: "fd01::/48": must be of another IP family than the range before it]`},
		"services too many": {"10.180.0.0/16", "11.0.0.0/11", `network.serviceCIDRs[0]: Invalid value: "11.0.0.0/11": must have a prefix length between /12 and /28`},
		"services too few":  {"10.180.0.0/16", "10.181.0.0/29", `network.serviceCIDRs[0]: Invalid value: "10.181.0.0/29": must have a prefix length between /12 and /28`},
		"services IPv6":     {"fd00:180::/48", "fd00:181::/64", `network.serviceCIDRs[0]: Invalid value: "fd00:181::/64": must have a prefix length between /108 and /124`},
		"pods too few":      {"10.180.0.0/25", "10.181.0.0/16", `network.podCIDRs[0]: Invalid value: "10.180.0.0/25": must have a prefix length between /8 and /24`},
		"service family without pods": {"10.180.0.0/16", "10.181.0.0/16, fd00:181::/112",
			`network.serviceCIDRs[1]: Invalid value: "fd00:181::/112": needs a range of the same IP family in network.podCIDRs`},
	} {
		t.Run(name, func(t *testing.T) {
			network := "network: {podCIDRs: [" + test.pods + "], serviceCIDRs: [" + test.services + "]}"
			expectRefusal(t, strings.Split(minimal, "network:")[0]+network, test.message)
		})
	}
	domain := strings.Replace(minimal, "network:", "network:\n  dnsDomain: Not_A_Domain", 1)
	if _, err := Parse([]byte(domain)); err == nil || !strings.HasPrefix(err.Error(), `network.dnsDomain: Invalid value: "Not_A_Domain"`) {
		t.Errorf("dnsDomain: %v", err)
	}
}

func TestParseRefusesADirectoryThatIsTooLongForSockets(t *testing.T) {
	long := strings.Replace(minimal, "/var/lib/nestlet", "/"+strings.Repeat("d", 100), 1)
	expectRefusal(t, long+"tunnel: {}\n", `dataDir: Too long: may not be more than 88 bytes`)
}

func TestParseNamesAllErrorsAtOnce(t *testing.T) {
	expectRefusal(t, changed("bind: {port: 0x10000}")+"logging: {format: xml}\n",
		`[bind.port: Invalid value: 65536: must be between 1 and 65535, logging.format: Unsupported value: "xml": supported values: "json", "text"]`)
}

// changed is the minimal file with a line more, or without the line of "-field".
func changed(change string) string {
	field, remove := strings.CutPrefix(change, "-")
	if !remove {
		return minimal + change + "\n"
	}
	var lines []string
	for line := range strings.Lines(minimal) {
		if !strings.HasPrefix(line, field+":") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func expectRefusal(t *testing.T, content, message string) {
	t.Helper()
	_, err := Parse([]byte(content))
	if err == nil {
		t.Fatal("accepted")
	}
	if err.Error() != message {
		t.Errorf("message\n  is   %s\n  want %s", err, message)
	}
}
