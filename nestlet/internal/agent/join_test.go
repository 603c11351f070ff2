package agent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/cert"
)

// clusterServer answers as an API server does to those who join; its certificate is its own CA.
func clusterServer(t *testing.T) (*httptest.Server, []byte, string) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	ca, err := cert.EncodeCertificates(server.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	config := clientcmdapi.NewConfig()
	config.Clusters[""] = &clientcmdapi.Cluster{Server: "https://elsewhere", CertificateAuthorityData: ca}
	kubeconfig, err := clientcmd.Write(*config)
	if err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc(clusterInfoPath, func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(corev1.ConfigMap{Data: map[string]string{"kubeconfig": string(kubeconfig)}})
	})
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
	sum := sha256.Sum256(server.Certificate().RawSubjectPublicKeyInfo)
	return server, ca, "sha256:" + hex.EncodeToString(sum[:])
}

func joinConfiguration(t *testing.T, server string) *Configuration {
	t.Helper()
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte("abcdef.0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return &Configuration{DataDir: dir, Server: ServerReference{URL: server, TokenFile: token}}
}

func TestJoinTrustsThePinnedCAOnly(t *testing.T) {
	server, ca, pin := clusterServer(t)
	c := joinConfiguration(t, server.URL)
	c.Server.CAPin = pin
	m, err := join(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.LoadFromFile(m.bootstrapKubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	if got := config.Clusters["cluster"]; got.Server != server.URL || string(got.CertificateAuthorityData) != string(ca) {
		t.Errorf("cluster: %+v", got)
	}
	if got := config.AuthInfos["bootstrap"].Token; got != "abcdef.0123456789abcdef" {
		t.Errorf("token: %q", got)
	}
}

func TestJoinRefusesAnotherCA(t *testing.T) {
	server, _, pin := clusterServer(t)
	c := joinConfiguration(t, server.URL)
	c.Server.CAPin = "sha256:" + strings.Repeat("0", 64)
	_, err := join(t.Context(), c)
	if err == nil || !strings.Contains(err.Error(), pin) || !strings.Contains(err.Error(), "another cluster") {
		t.Errorf("got %v", err)
	}
	if exists(filepath.Join(c.DataDir, "bootstrap.kubeconfig")) {
		t.Error("the token was prepared for a server that is not trusted")
	}
}

func TestJoinDoesNotTalkToAServerWithAnotherCertificate(t *testing.T) {
	server, _, _ := clusterServer(t)
	c := joinConfiguration(t, server.URL)
	c.Server.CAFile = filepath.Join(c.DataDir, "wrong.crt")
	other, _, err := cert.GenerateSelfSignedCertKey("other", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.Server.CAFile, other, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := join(ctx, c); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("got %v", err)
	}
}

func TestARejoiningNodeNeedsNoTokenAndGetsTheNewAddress(t *testing.T) {
	server, ca, _ := clusterServer(t)
	c := joinConfiguration(t, server.URL)
	c.Server.CAFile = filepath.Join(c.DataDir, "given.crt")
	if err := os.WriteFile(c.Server.CAFile, ca, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(c.Server.TokenFile); err != nil {
		t.Fatal(err)
	}
	kubeconfig := filepath.Join(c.DataDir, "kubelet.kubeconfig")
	if err := clientcmd.WriteToFile(bootstrapConfig("https://old.example", []byte("old"), "x"), kubeconfig); err != nil {
		t.Fatal(err)
	}
	before := filepath.Join(c.DataDir, "before")
	if err := os.Link(kubeconfig, before); err != nil {
		t.Fatal(err)
	}
	m, err := join(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.LoadFromFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	if m.bootstrapKubeconfig != "" || config.Clusters["cluster"].Server != server.URL {
		t.Errorf("bootstrap %q, server %s", m.bootstrapKubeconfig, config.Clusters["cluster"].Server)
	}
	if old, err := clientcmd.LoadFromFile(before); err != nil || old.Clusters["cluster"].Server != "https://old.example" {
		t.Errorf("the only credentials were overwritten in place instead of being replaced: %v", err)
	}
}

func TestANewNodeWithoutATokenIsToldSo(t *testing.T) {
	server, _, pin := clusterServer(t)
	c := joinConfiguration(t, server.URL)
	c.Server.CAPin = pin
	c.Server.TokenFile = filepath.Join(c.DataDir, "none")
	if _, err := join(t.Context(), c); err == nil || !strings.Contains(err.Error(), "bootstrap token") {
		t.Errorf("got %v", err)
	}
}
