package server

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/go-logr/logr"
	"github.com/go-logr/logr/funcr"
	"k8s.io/client-go/tools/clientcmd"

	"nestling.dev/nestlet/internal/config"
)

const base = `
apiVersion: nestlet.nestling.dev/v1alpha1
kind: ServerConfiguration
identity: x
dataDir: %s
certificates: /pki
encryptionConfigFile: /encryption
advertise: {address: 192.0.2.10}
network: {podCIDRs: [10.180.0.0/16], serviceCIDRs: [10.181.0.0/16]}
`

// changeable are the flags that nestlet sets and a user may set too: lists that grow, and values that are a matter of taste.
var changeable = map[string]bool{
	"enable-admission-plugins": true, "controllers": true, "profiling": true, "enable-aggregator-routing": true,
	"kubelet-preferred-address-types": true, "kube-api-qps": true, "kube-api-burst": true,
}

func TestEveryFlagThatNestletSetsIsRefusedInExtraArgs(t *testing.T) {
	c := parsed(t, "")
	for component, arguments := range map[string][]string{
		"apiServer":         apiServerArguments(c),
		"controllerManager": controllerManagerArguments(c),
		"scheduler":         schedulerArguments(c),
	} {
		for _, argument := range arguments {
			name, _, _ := strings.Cut(strings.TrimPrefix(argument, "--"), "=")
			_, err := config.Parse([]byte(content(t, fmt.Sprintf("%s: {extraArgs: [{name: %s, value: x}]}\n", component, name))))
			if refused := err != nil; refused == changeable[name] {
				t.Errorf("%s --%s: refused %t", component, name, refused)
			}
		}
	}
}

func TestTheHighestVerbosityCounts(t *testing.T) {
	programs, err := parsePrograms(parsed(t, "logging: {verbosity: 1}\nscheduler: {extraArgs: [{name: v, value: '3'}]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := programs.verbosity(); got != 3 {
		t.Errorf("verbosity %d", got)
	}
}

func TestKubeconfigsPointAtFiles(t *testing.T) {
	c := parsed(t, "")
	if err := writeClientFiles(c); err != nil {
		t.Fatal(err)
	}
	loaded, err := clientcmd.LoadFromFile(kubeconfigFile(c, partScheduler))
	if err != nil {
		t.Fatal(err)
	}
	user, cluster := loaded.AuthInfos["scheduler"], loaded.Clusters["nestlet"]
	if user.ClientCertificate != "/pki/scheduler.crt" || user.ClientKey != "/pki/scheduler.key" || len(user.ClientCertificateData) > 0 {
		t.Errorf("a renewed certificate would not be read again: %+v", user)
	}
	if cluster.Server != "https://127.0.0.1:6443" || cluster.TLSServerName != "kubernetes" {
		t.Errorf("%+v", cluster)
	}
	info, err := os.Stat(kubeconfigFile(c, partScheduler))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestDialAddress(t *testing.T) {
	for bind, want := range map[string]string{"192.0.2.1": "192.0.2.1:1", "fd00::1": "[fd00::1]:1"} {
		if got := dialAddress(config.Endpoint{Address: bind, Port: 1}); got != want {
			t.Errorf("%s: %s, want %s", bind, got, want)
		}
	}
}

func TestEveryLineNamesItsComponent(t *testing.T) {
	var lines bytes.Buffer
	inner := funcr.NewJSON(func(line string) { lines.WriteString(line + "\n") }, funcr.Options{Verbosity: 9})
	log := logr.New(&componentSink{LogSink: inner.GetSink()})
	log.WithName(partScheduler).WithName("queue").WithValues("k", "v").Info("a")
	log.WithName("somewhere").V(3).Info("b")
	log.Error(nil, "c")
	for i, want := range []string{`"component":"kube-scheduler"`, `"component":"nestlet"`, `"component":"nestlet"`} {
		if line := strings.Split(lines.String(), "\n")[i]; !strings.Contains(line, want) {
			t.Errorf("%s has no %s", line, want)
		}
	}
}

func parsed(t *testing.T, lines string) config.ServerConfiguration {
	t.Helper()
	c, err := config.Parse([]byte(content(t, lines)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func content(t *testing.T, lines string) string {
	t.Helper()
	return fmt.Sprintf(base, t.TempDir()) + lines
}
