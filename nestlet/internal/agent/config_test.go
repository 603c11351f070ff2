package agent

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const validConfiguration = `
apiVersion: nestlet.nestling.dev/v1alpha1
kind: AgentConfiguration
dataDir: /var/lib/nestlet
server: {url: "https://10.1.2.3:6443", caFile: /etc/nestlet/ca.crt, tokenFile: /etc/nestlet/token}
node: {name: node-1, ip: 10.1.2.4}
podCIDRs: [10.180.0.0/16]
containerd: {binariesDir: /usr/local/bin, sandboxImage: "registry.example/pause:1.0"}
`

func TestParseFillsInDefaults(t *testing.T) {
	config, err := Parse([]byte(validConfiguration), NodeIdentity{})
	if err != nil {
		t.Fatal(err)
	}
	if config.DNSDomain != "cluster.local" || config.Logging.Format != "json" || !*config.KubeProxy || strings.Join(config.CNIBinaryDirs, " ") != "/opt/cni/bin /usr/lib/cni" {
		t.Errorf("defaults: %+v", config)
	}
}

func TestParseRefuses(t *testing.T) {
	long := "/" + strings.Repeat("x", 80)
	cases := []struct{ name, old, new, message string }{
		{"an unknown field", "kind:", "colour: red\nkind:", `unknown field "colour"`},
		{"a field given twice", "dataDir: /var/lib/nestlet", "dataDir: /a\ndataDir: /b", `key "dataDir" already set in map`},
		{"another kind", "AgentConfiguration", "ServerConfiguration", `kind: Unsupported value: "ServerConfiguration": supported values: "AgentConfiguration"`},
		{"another version", "v1alpha1", "v9", `apiVersion: Unsupported value: "nestlet.nestling.dev/v9"`},
		{"no data directory", "dataDir: /var/lib/nestlet", "", `dataDir: Required value`},
		{"a relative data directory", "/var/lib/nestlet", "var", `dataDir: Invalid value: "var": must be an absolute path without . and ..`},
		{"a data directory too long for sockets", "/var/lib/nestlet", long, `dataDir: Too long: may not be more than 72 bytes`},
		{"a server without TLS", "https://", "http://", `server.url: Invalid value: "http://10.1.2.3:6443": must be https://host:port`},
		{"no pin", "caFile: /etc/nestlet/ca.crt, ", "", `server: Required value: one of caFile and caPin is needed: the agent joins no cluster that it can't tell from another`},
		{"two pins", "caFile: /etc/nestlet/ca.crt", "caFile: /a, caPin: x", `server.caPin: Forbidden: give caFile or caPin, not both`},
		{"a malformed pin", "caFile: /etc/nestlet/ca.crt", "caPin: sha1:ab", `server.caPin: Invalid value: "sha1:ab": must be sha256:<64 hexadecimal digits>`},
		{"a loopback node", "ip: 10.1.2.4", "ip: 127.0.0.1", `node.ip: Invalid value: "127.0.0.1": must be an IP address of this machine that other nodes and pods reach`},
		{"a malformed name", "name: node-1", "name: Node_1", `node.name: Invalid value: "Node_1"`},
		{"a size without CPU", "ip: 10.1.2.4", "ip: 10.1.2.4, size: {memory: 1Gi}", `node.size: Invalid value: "0, 1Gi": must be some CPU`},
		{"a size without room for the node itself", "ip: 10.1.2.4", "ip: 10.1.2.4, size: {cpu: 1, memory: 256Mi}", `node.size: Invalid value: "1, 256Mi"`},
		{"relative image archives", "podCIDRs", "imagesDirs: [images]\npodCIDRs", `imagesDirs[0]: Invalid value: "images": must be an absolute path`},
		{"a relative directory of network plug-ins' settings", "podCIDRs", "cniConfDir: net.d\npodCIDRs", `cniConfDir: Invalid value: "net.d": must be an absolute path`},
		{"a malformed range", "10.180.0.0/16", "10.180/16", `podCIDRs[0]: Invalid value: "10.180/16": must be a range such as 10.42.0.0/16`},
		{"no runtime", `containerd: {binariesDir: /usr/local/bin, sandboxImage: "registry.example/pause:1.0"}`, "containerd: {}", `containerd: Required value: one of socket and binariesDir is needed`},
		{"a runtime without pause image", `, sandboxImage: "registry.example/pause:1.0"`, "", `containerd.sandboxImage: Required value`},
		{"an unknown kubelet setting", "podCIDRs", "kubelet: {maxPodz: 7}\npodCIDRs", `kubelet: Invalid value: unknown field "maxPodz"`},
		{"an unknown log format", "podCIDRs", "logging: {format: xml}\npodCIDRs", `logging.format: Unsupported value: "xml": supported values: "json", "text"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(validConfiguration, c.old) {
				t.Fatalf("the case replaces %q, which is not there", c.old)
			}
			_, err := Parse([]byte(strings.Replace(validConfiguration, c.old, c.new, 1)), NodeIdentity{})
			if err == nil || !strings.Contains(err.Error(), c.message) {
				t.Errorf("got %v, want %q", err, c.message)
			}
		})
	}
}

func TestParseNamesEverythingThatIsWrong(t *testing.T) {
	broken := strings.NewReplacer("https://", "http://", "10.1.2.4", "nowhere", "10.180.0.0/16", "x").Replace(validConfiguration)
	_, err := Parse([]byte(broken), NodeIdentity{})
	for _, path := range []string{"server.url", "node.ip", "podCIDRs[0]"} {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%v does not name %s", err, path)
		}
	}
}

func TestTheCommandLineSaysWhichNodeItIs(t *testing.T) {
	shared := strings.Replace(validConfiguration, "node: {name: node-1, ip: 10.1.2.4}\n", "", 1)
	config, err := Parse([]byte(shared), NodeIdentity{Name: "node-2", IP: "10.1.2.5"})
	if err != nil || config.Node.Name != "node-2" || config.Node.IP != "10.1.2.5" {
		t.Errorf("%+v, %v", config, err)
	}
	if _, err := Parse([]byte(shared), NodeIdentity{}); err == nil || !strings.Contains(err.Error(), "node.name") {
		t.Errorf("got %v", err)
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "agent.yaml")
	if err := os.WriteFile(path, []byte("kind: [}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path, NodeIdentity{}); err == nil || !strings.HasPrefix(err.Error(), path+": ") {
		t.Errorf("got %v", err)
	}
}
