package agent

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"sigs.k8s.io/yaml"
)

func configurationIn(t *testing.T, dir string) *Configuration {
	t.Helper()
	binaries := filepath.Join(dir, "bin")
	if err := os.MkdirAll(binaries, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(binaries, "runc"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	config, err := Parse([]byte(validConfiguration))
	if err != nil {
		t.Fatal(err)
	}
	config.DataDir = dir
	config.Containerd.BinariesDir = binaries
	return config
}

func TestContainerdIsConfiguredForThisNodeAlone(t *testing.T) {
	dir := t.TempDir()
	settings, err := prepareContainerd(configurationIn(t, dir), filepath.Join(dir, "containerd"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(runDir(dir)) }()
	rendered, err := os.ReadFile(filepath.Join(dir, "containerd", "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"version = 3",
		`root = "` + dir + `/containerd/root"`,
		`address = "` + settings.Socket + `"`,
		`sandbox = "registry.example/pause:1.0"`,
		`bin_dirs = ["/opt/cni/bin", "/usr/lib/cni"]`,
		`BinaryName = "` + dir + `/bin/runc"`,
		"restrict_oom_score_adj = true",
		"SystemdCgroup = false",
	} {
		if !strings.Contains(string(rendered), line+"\n") {
			t.Errorf("no line %s in:\n%s", line, rendered)
		}
	}
}

func TestAPathCantBreakOutOfTheConfiguration(t *testing.T) {
	settings := containerdSettings{Root: "/a\"\nevil = true"}
	rendered, err := settings.render()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(rendered), `root = "/a\"\nevil = true"`) {
		t.Errorf("unquoted:\n%s", rendered)
	}
}

func TestARenderedNetworkOfAnEarlierLifeIsForgotten(t *testing.T) {
	dir := t.TempDir()
	config := configurationIn(t, dir)
	stale := filepath.Join(dir, "cni", "10-containerd-net.conflist")
	if err := os.MkdirAll(filepath.Dir(stale), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stale, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := prepareContainerd(config, filepath.Join(dir, "containerd")); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(runDir(dir)) }()
	if exists(stale) {
		t.Errorf("%s is still there: the node would keep its old range", stale)
	}
}

func TestTheNetworkTemplateIsWhatContainerdRenders(t *testing.T) {
	parsed, err := template.New("conflist").Parse(conflistTemplate)
	if err != nil {
		t.Fatal(err)
	}
	var rendered strings.Builder
	if err := parsed.Execute(&rendered, map[string]any{"PodCIDRRanges": []string{"10.1.0.0/24", "fd00::/64"}}); err != nil {
		t.Fatal(err)
	}
	var network struct {
		Plugins []struct {
			Type string
			IPAM struct {
				Ranges [][]struct{ Subnet string }
			}
		}
	}
	if err := json.Unmarshal([]byte(rendered.String()), &network); err != nil {
		t.Fatalf("%v in:\n%s", err, rendered.String())
	}
	ranges := network.Plugins[0].IPAM.Ranges
	if len(ranges) != 2 || ranges[0][0].Subnet != "10.1.0.0/24" || ranges[1][0].Subnet != "fd00::/64" {
		t.Errorf("ranges: %v", ranges)
	}
}

func TestKubeletSettingsAreLaidOverTheAgents(t *testing.T) {
	config := configurationIn(t, t.TempDir())
	config.Kubelet = map[string]any{"maxPods": 7, "evictionHard": map[string]any{"nodefs.available": "3%"}}
	m := &membership{caFile: "/ca.crt", kubeconfig: "/kubeconfig"}
	rendered, err := renderKubeletConfiguration(config, m, "/run/c.sock")
	if err != nil {
		t.Fatal(err)
	}
	var fields struct {
		MaxPods      int
		FailCgroupV1 *bool
		CgroupDriver string
		EvictionHard map[string]string
	}
	if err := yaml.Unmarshal(rendered, &fields); err != nil {
		t.Fatal(err)
	}
	if fields.MaxPods != 7 || fields.EvictionHard["nodefs.available"] != "3%" {
		t.Errorf("the file's settings are missing: %s", rendered)
	}
	if fields.EvictionHard["memory.available"] != "100Mi" || fields.CgroupDriver != "cgroupfs" || fields.FailCgroupV1 == nil || *fields.FailCgroupV1 {
		t.Errorf("the agent's settings are missing: %s", rendered)
	}
}

func TestTheLedgerOfImagesForgivesDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "images.json")
	if got := readLedger(path); len(got) != 0 {
		t.Errorf("missing: %v", got)
	}
	if err := writeLedger(path, map[string]archive{"a.tar": {Size: 1, Modified: 2}}); err != nil {
		t.Fatal(err)
	}
	if got := readLedger(path)["a.tar"]; got != (archive{Size: 1, Modified: 2}) {
		t.Errorf("read back: %v", got)
	}
	if err := os.WriteFile(path, []byte(`{"a.tar":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := readLedger(path); len(got) != 0 {
		t.Errorf("damaged: %v", got)
	}
}
