package agent

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/cert"
	"k8s.io/klog/v2"
	"nestling.dev/nestlet/internal/durable"
)

// clusterInfoPath is readable without credentials in every cluster that nodes join by token.
const clusterInfoPath = "/api/v1/namespaces/kube-public/configmaps/cluster-info"

// retryPause is between two questions to a server that does not answer yet.
const retryPause = 500 * time.Millisecond

// membership is what the node presents to the cluster, as files.
type membership struct {
	caFile string
	// kubeconfig belongs to the kubelet, which writes it when it has joined; kube-proxy shares it.
	kubeconfig string
	// bootstrapKubeconfig is "" for a node that has joined before and was given no token.
	bootstrapKubeconfig string
}

// join makes the files that a kubelet needs to join or rejoin, after the server answered. It waits for the server for as long as ctx allows.
func join(ctx context.Context, c *Configuration) (*membership, error) {
	ca, err := trustedCA(ctx, c)
	if err != nil {
		return nil, err
	}
	m := &membership{caFile: filepath.Join(c.DataDir, "ca.crt"), kubeconfig: filepath.Join(c.DataDir, "kubelet.kubeconfig")}
	if err := os.WriteFile(m.caFile, ca, 0o644); err != nil {
		return nil, err
	}
	if err := waitForServer(ctx, c.Server.URL, ca); err != nil {
		return nil, err
	}
	if err := repoint(m.kubeconfig, c.Server.URL, ca); err != nil {
		return nil, err
	}
	token, err := os.ReadFile(c.Server.TokenFile)
	if errors.Is(err, os.ErrNotExist) && exists(m.kubeconfig) {
		return m, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the bootstrap token: %w", err)
	}
	m.bootstrapKubeconfig = filepath.Join(c.DataDir, "bootstrap.kubeconfig")
	return m, clientcmd.WriteToFile(bootstrapConfig(c.Server.URL, ca, strings.TrimSpace(string(token))), m.bootstrapKubeconfig)
}

func bootstrapConfig(server string, ca []byte, token string) clientcmdapi.Config {
	config := clientcmdapi.NewConfig()
	config.Clusters["cluster"] = &clientcmdapi.Cluster{Server: server, CertificateAuthorityData: ca}
	config.AuthInfos["bootstrap"] = &clientcmdapi.AuthInfo{Token: token}
	config.Contexts["bootstrap"] = &clientcmdapi.Context{Cluster: "cluster", AuthInfo: "bootstrap"}
	config.CurrentContext = "bootstrap"
	return *config
}

// repoint gives the kubeconfig of an earlier life the address and the CA of now. A node that has none yet is left alone.
func repoint(path, server string, ca []byte) error {
	if !exists(path) {
		return nil
	}
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, cluster := range config.Clusters {
		cluster.Server, cluster.CertificateAuthorityData, cluster.CertificateAuthority = server, ca, ""
	}
	// Whole at any moment: a node that lost it can't come back when its token is gone.
	data, err := clientcmd.Write(*config)
	if err != nil {
		return err
	}
	return durable.WriteFile(path, data, 0o600)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// trustedCA is the cluster's CA in PEM: from the file, or from the server if its key has the pinned fingerprint.
func trustedCA(ctx context.Context, c *Configuration) ([]byte, error) {
	if c.Server.CAFile != "" {
		return os.ReadFile(c.Server.CAFile)
	}
	client := &http.Client{
		Timeout: 10 * time.Second,
		// What this connection returns is believed only if it has the pinned fingerprint.
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	var ca []byte
	err := retry(ctx, "reading cluster-info", func() error {
		body, err := get(ctx, client, c.Server.URL+clusterInfoPath)
		if err == nil {
			ca, err = caOf(body)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return checkPin(ca, c.Server.CAPin)
}

// caOf takes the CA out of the cluster-info ConfigMap.
func caOf(body []byte) ([]byte, error) {
	var info corev1.ConfigMap
	if err := json.Unmarshal(body, &info); err != nil {
		return nil, fmt.Errorf("cluster-info: %w", err)
	}
	config, err := clientcmd.Load([]byte(info.Data["kubeconfig"]))
	if err != nil {
		return nil, fmt.Errorf("cluster-info: %w", err)
	}
	for _, cluster := range config.Clusters {
		return cluster.CertificateAuthorityData, nil
	}
	return nil, errors.New("cluster-info names no cluster")
}

// checkPin returns the one certificate of ca that has the pinned key; others that came with it are not trusted.
func checkPin(ca []byte, pin string) ([]byte, error) {
	certificates, err := cert.ParseCertsPEM(ca)
	if err != nil {
		return nil, fmt.Errorf("cluster-info: %w", err)
	}
	var seen []string
	for _, certificate := range certificates {
		sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
		fingerprint := "sha256:" + hex.EncodeToString(sum[:])
		if fingerprint == pin {
			return cert.EncodeCertificates(certificate)
		}
		seen = append(seen, fingerprint)
	}
	return nil, fmt.Errorf("server.caPin: the server's CA has %s, not %s: this is another cluster, or somebody between", strings.Join(seen, ", "), pin)
}

func waitForServer(ctx context.Context, url string, ca []byte) error {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		return errors.New("server.caFile: no certificate in it")
	}
	client := &http.Client{
		Timeout:   10 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}},
	}
	return retry(ctx, "waiting for the server", func() error {
		_, err := get(ctx, client, url+"/readyz")
		return err
	})
}

func get(ctx context.Context, client *http.Client, url string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err == nil && response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", url, response.Status)
	}
	return body, err
}

// retry repeats what until it succeeds or ctx ends; each new error is logged once.
func retry(ctx context.Context, doing string, what func() error) error {
	said := ""
	for {
		err := what()
		if err == nil {
			return nil
		}
		if err.Error() != said {
			said = err.Error()
			klog.FromContext(ctx).Info("Not yet", "doing", doing, "err", said)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", doing, err)
		case <-time.After(retryPause):
		}
	}
}
