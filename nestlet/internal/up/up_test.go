package up

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
	"nestling.dev/nestlet/internal/config"
	"sigs.k8s.io/yaml"
)

func TestOptionsRefuse(t *testing.T) {
	cases := []struct {
		name, message string
		args          []string
	}{
		{"nothing", "-data is required", nil},
		{"an address for an isolated cluster", "-node-ip: an isolated cluster chooses its own", []string{"-data", "x", "-isolated", "-node-ip", "10.0.0.1"}},
		{"a port that is none", "-api-port: 70000 is no port", []string{"-data", "x", "-api-port", "70000"}},
		{"a range with host bits", `"10.1.2.3/16" is no IPv4 range such as 10.42.0.0/16`, []string{"-data", "x", "-pod-cidr", "10.1.2.3/16"}},
		{"an IPv6 range", `"fd00::/64" is no IPv4 range such as 10.42.0.0/16`, []string{"-data", "x", "-service-cidr", "fd00::/64"}},
		{"an argument without value", `invalid value "v" for flag -api-server-arg: the shape is name=value, as in audit-log-maxsize=10`,
			[]string{"-data", "x", "-api-server-arg", "v"}},
		{"a stray argument", `unexpected argument "now"`, []string{"-data", "x", "now"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, err := parseOptions(c.args, io.Discard); err == nil || err.Error() != c.message {
				t.Errorf("got %v, want %s", err, c.message)
			}
		})
	}
}

func TestOptionsAreCompletedWithAbsolutePaths(t *testing.T) {
	o, err := parseOptions([]string{"--data", "d", "--images", "i", "--isolated"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{o.dataDir, o.imagesDir, o.runtimeDir} {
		if !filepath.IsAbs(path) {
			t.Errorf("%q is not absolute", path)
		}
	}
	if o.nodeName != "node-1" || o.kubeconfigOut != "" {
		t.Errorf("%+v", o)
	}
}

func TestAPIServerArgumentsReachItsConfiguration(t *testing.T) {
	o, err := parseOptions([]string{"-data", "d", "-api-server-arg", "v=2", "-api-server-arg", "--feature-gates=A=true"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	s := &settings{
		State: state{Identity: "i", PodCIDR: "10.1.0.0/22", ServiceCIDR: "10.2.0.0/22"}, Layout: layout{Data: t.TempDir()},
		NodeIP: "10.3.0.1", APIPort: 6443, APIServerArgs: o.apiServerArgs,
	}
	if err := s.writeServerConfig(); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(s.Layout.serverConfig())
	if err != nil {
		t.Fatal(err)
	}
	read := config.ServerConfiguration{}
	if err := yaml.UnmarshalStrict(written, &read); err != nil {
		t.Fatal(err)
	}
	want := []config.Argument{{Name: "v", Value: "2"}, {Name: "feature-gates", Value: "A=true"}}
	if !slices.Equal(read.APIServer.ExtraArgs, want) {
		t.Errorf("got %v, want %v", read.APIServer.ExtraArgs, want)
	}
}

func TestTheKubeconfigNamesTheKindOfItsKey(t *testing.T) {
	s := &settings{
		State: state{NodeName: "n", ServiceCIDR: "10.2.0.0/22"}, Layout: layout{Data: t.TempDir()}, NodeIP: "10.3.0.1", APIPort: 6443,
	}
	for _, step := range []func() error{s.writeKeys, s.writeKubeconfig} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	read, err := clientcmd.LoadFromFile(s.Layout.kubeconfig())
	if err != nil {
		t.Fatal(err)
	}
	admin := read.AuthInfos["admin"]
	if !strings.HasPrefix(string(admin.ClientKeyData), "-----BEGIN EC PRIVATE KEY-----") {
		t.Errorf("the key begins with %.30s", admin.ClientKeyData)
	}
	if _, err := tls.X509KeyPair(admin.ClientCertificateData, admin.ClientKeyData); err != nil {
		t.Error(err)
	}
}

func TestNoTwoSlotsOverlap(t *testing.T) {
	var ranges []netip.Prefix
	for slot := range slots {
		ranges = append(ranges, slotLink(slot).Host.Masked(), netip.MustParsePrefix(slotPods(slot)), netip.MustParsePrefix(slotServices(slot)))
		if slotLink(slot).Host.Masked() != slotLink(slot).Node.Masked() {
			t.Errorf("slot %d: the two ends are in different networks", slot)
		}
	}
	ranges = append(ranges, netip.MustParsePrefix("10.180.0.0/16"), netip.MustParsePrefix("10.181.0.0/16"),
		netip.MustParsePrefix(ownNetworkPodCIDR), netip.MustParsePrefix(ownNetworkServiceCIDR))
	for i, a := range ranges {
		if a != a.Masked() {
			t.Errorf("%s has host bits", a)
		}
		for _, b := range ranges[:i] {
			if a.Overlaps(b) {
				t.Errorf("%s and %s overlap", a, b)
			}
		}
	}
}

func TestAClusterKeepsWhatItWasMadeWith(t *testing.T) {
	s := &state{Isolated: true, NodeName: "node-1", PodCIDR: "10.1.0.0/22", ServiceCIDR: "10.2.0.0/22"}
	same := &options{dataDir: "/d", isolated: true, nodeName: "node-1", podCIDR: "10.1.0.0/22"}
	if err := s.agrees(same); err != nil {
		t.Errorf("the same again: %v", err)
	}
	changes := map[string]func(*options){
		"-isolated":     func(o *options) { o.isolated = false },
		"-node-name":    func(o *options) { o.nodeName = "other" },
		"-pod-cidr":     func(o *options) { o.podCIDR = "10.9.0.0/16" },
		"-service-cidr": func(o *options) { o.serviceCIDR = "10.9.0.0/16" },
	}
	for flag, change := range changes {
		o := *same
		change(&o)
		if err := s.agrees(&o); err == nil || !strings.HasPrefix(err.Error(), flag+"=") {
			t.Errorf("%s changed: %v", flag, err)
		}
	}
}

func TestStateIsReadBack(t *testing.T) {
	dir := t.TempDir()
	if s, err := readState(dir); s != nil || err != nil {
		t.Errorf("empty directory: %v, %v", s, err)
	}
	written := &state{Identity: newIdentity(), Isolated: true, NodeName: "n", PodCIDR: "p", ServiceCIDR: "s", Slot: 3}
	if err := written.write(dir); err != nil {
		t.Fatal(err)
	}
	if read, err := readState(dir); err != nil || *read != *written {
		t.Errorf("%+v, %v", read, err)
	}
	if err := os.WriteFile(filepath.Join(dir, stateFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readState(dir); err == nil || !strings.Contains(err.Error(), stateFile) {
		t.Errorf("damaged: %v", err)
	}
}

func TestADirectoryHasOneOwner(t *testing.T) {
	dir := t.TempDir()
	first, err := lockData(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("in use by the cluster of process %d", os.Getpid())
	if _, err := lockData(dir); !errors.Is(err, errLocked) || !strings.Contains(err.Error(), want) {
		t.Errorf("second: %v", err)
	}
	first.Release()
	second, err := lockData(dir)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
}

func TestNthAddress(t *testing.T) {
	if got, err := nthAddress("10.215.184.0/22", 10); got != "10.215.184.10" || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := nthAddress("10.0.0.0/30", 10); err == nil {
		t.Error("a range of four has a tenth address")
	}
}

func TestALogIsRenamedWhenItIsFullAndNothingIsLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.log")
	log, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	defer log.close()
	big := strings.Repeat("x", logLimit)
	for _, text := range []string{big, "first\n", "last words\n"} {
		if n, err := log.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatal(n, err)
		}
	}
	if info, err := os.Stat(path + ".1"); err != nil || info.Size() != logLimit {
		t.Errorf("old log: %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "first\nlast words\n" {
		t.Errorf("new log: %q, %v", data, err)
	}
	if got := lastLine(path); got != "last words" {
		t.Errorf("last line: %q", got)
	}
}
