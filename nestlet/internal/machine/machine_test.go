package machine

import (
	"os"
	"strings"
	"testing"
)

func TestResolversOnLoopbackAreLeftOut(t *testing.T) {
	cases := []struct{ name, content, want string }{
		{"a server that pods reach", "search lan\nnameserver 192.0.2.1\n", "search lan\nnameserver 192.0.2.1\n"},
		{"a local cache beside a server", "nameserver 127.0.0.53\nnameserver 192.0.2.1", "nameserver 192.0.2.1"},
		{"a local cache alone", "nameserver 127.0.0.53\nsearch lan", ""},
		{"nothing", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := UsableResolvConf(c.content); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEverythingThatIsMissingIsNamedAtOnce(t *testing.T) {
	if os.Geteuid() != 0 {
		if err := CheckNode(nil, ""); err == nil || !strings.Contains(err.Error(), "needs root") {
			t.Errorf("without root: %v", err)
		}
		return
	}
	t.Setenv("PATH", t.TempDir())
	err := CheckNode([]string{t.TempDir()}, t.TempDir())
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{
		"iptables", "conntrack", "runc", "CNI plug-in ptp", "/containerd,", "apt-get install iptables conntrack mount containernetworking-plugins runc",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in %v", part, err)
		}
	}
}
