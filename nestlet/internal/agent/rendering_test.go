package agent

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"k8s.io/apimachinery/pkg/api/resource"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
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
	config, err := Parse([]byte(validConfiguration), NodeIdentity{})
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

func TestTheNetworkOfSomebodyElseIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	config := configurationIn(t, dir)
	config.CNIConfDir = filepath.Join(dir, "net.d")
	theirs := filepath.Join(config.CNIConfDir, "10-theirs.conflist")
	if err := os.MkdirAll(config.CNIConfDir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(theirs, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings, err := prepareContainerd(config, filepath.Join(dir, "containerd"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(runDir(dir)) }()
	rendered, err := settings.render()
	if err != nil {
		t.Fatal(err)
	}
	if !exists(theirs) || !strings.Contains(string(rendered), `conf_dir = "`+config.CNIConfDir+`"`) || strings.Contains(string(rendered), "conf_template") {
		t.Errorf("rendered:\n%s", rendered)
	}
}

func TestANodeOffersNoMoreThanItsSize(t *testing.T) {
	machine := &Size{CPU: resource.MustParse("8"), Memory: resource.MustParse("32Gi")}
	config := &kubeletv1beta1.KubeletConfiguration{EvictionHard: map[string]string{}}
	if err := (&Size{CPU: resource.MustParse("1500m"), Memory: resource.MustParse("2Gi")}).bound(config, machine); err != nil {
		t.Fatal(err)
	}
	if config.SystemReserved["cpu"] != "6500m" || config.KubeReserved["memory"] != "156Mi" || config.EvictionHard["memory.available"] != "30820Mi" {
		t.Errorf("%v %v %v", config.SystemReserved, config.KubeReserved, config.EvictionHard)
	}
	err := (&Size{CPU: resource.MustParse("9"), Memory: resource.MustParse("2Gi")}).bound(config, machine)
	if err == nil || !strings.Contains(err.Error(), "the machine has 8 CPU and 32Gi memory, and not 9 and 2Gi") {
		t.Errorf("got %v", err)
	}
}

func TestPodsNeverAskThemselvesForNames(t *testing.T) {
	dir := t.TempDir()
	given := filepath.Join(dir, "given")
	for content, want := range map[string]string{
		"search lan\nnameserver 192.0.2.7\n":            "search lan\nnameserver 192.0.2.7\n",
		"nameserver 127.0.0.53\nnameserver 192.0.2.7\n": "nameserver 192.0.2.7\n",
		"nameserver 127.0.0.53\n":                       nobody,
		"":                                              nobody,
	} {
		if err := os.WriteFile(given, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		path, err := resolverOf(&Configuration{DataDir: dir, ResolvConf: given})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%q became %q, %v", content, got, err)
		}
	}
	if path, err := resolverOf(&Configuration{DataDir: dir}); path != "" || err != nil {
		t.Errorf("none became %q, %v", path, err)
	}
}

func TestTheMachineHasASize(t *testing.T) {
	machine, err := machineSize()
	if err != nil || machine.CPU.Value() < 1 || machine.Memory.Value() < 1<<28 {
		t.Errorf("%v, %v", machine, err)
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
