package up

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"nestling.dev/nestlet/internal/addons"
	"nestling.dev/nestlet/internal/agent"
	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/durable"
	"nestling.dev/nestlet/internal/pki"
	"sigs.k8s.io/yaml"
)

// writeFiles makes everything that server and agent read. Keys that exist stay.
func (s *settings) writeFiles() (bootstrapToken, error) {
	token := newToken()
	for _, dir := range []string{s.Layout.serverData(), s.Layout.agentData(), s.Layout.storage(), filepath.Dir(s.Layout.log("x"))} {
		if err := durable.MkdirAll(dir, 0o700); err != nil {
			return token, err
		}
	}
	// Pods of any user go through it to their volumes.
	if err := os.Chmod(s.Layout.storage(), 0o755); err != nil {
		return token, err
	}
	steps := []func() error{s.writeKeys, s.writeEncryption, s.writeServerConfig, s.writeAgentConfig, s.writeKubeconfig}
	for _, step := range steps {
		if err := step(); err != nil {
			return token, err
		}
	}
	if err := durable.WriteFile(s.Layout.resolvConf(), []byte(s.ResolvConf), 0o600); err != nil {
		return token, err
	}
	return token, durable.WriteFile(s.Layout.token(), []byte(token.String()), 0o600)
}

func (s *settings) writeKeys() error {
	kubernetesService, err := nthAddress(s.State.ServiceCIDR, 1)
	if err != nil {
		return err
	}
	return pki.EnsureDirectory(s.Layout.pki(), pki.Options{
		SANs: []string{s.NodeIP, kubernetesService, s.State.NodeName, "kubernetes.default.svc." + dnsDomain},
	})
}

// writeEncryption makes the key of the Secrets once, before the first server. Another key would make every Secret unreadable, so none is made
// for data that exists.
func (s *settings) writeEncryption() error {
	if _, err := os.Stat(s.Layout.encryption()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := os.Stat(s.Layout.datastore()); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(err, fmt.Errorf("%s is gone, and with it the key of the Secrets in %s: put it back from a backup, or use another directory",
			s.Layout.encryption(), s.Layout.datastore()))
	}
	var key [32]byte
	_, _ = rand.Read(key[:]) // never fails
	encryption := map[string]any{
		"apiVersion": "apiserver.config.k8s.io/v1",
		"kind":       "EncryptionConfiguration",
		"resources": []any{map[string]any{
			"resources": []string{"secrets"},
			"providers": []any{
				map[string]any{"secretbox": map[string]any{
					"keys": []any{map[string]any{"name": "key1", "secret": base64.StdEncoding.EncodeToString(key[:])}},
				}},
				map[string]any{"identity": map[string]any{}},
			},
		}},
	}
	return writeYAML(s.Layout.encryption(), encryption)
}

func (s *settings) writeServerConfig() error {
	return writeYAML(s.Layout.serverConfig(), config.ServerConfiguration{
		APIVersion:           config.APIVersion,
		Kind:                 config.Kind,
		Identity:             s.State.Identity,
		DataDir:              s.Layout.serverData(),
		Bind:                 config.Endpoint{Address: "0.0.0.0", Port: s.APIPort},
		Advertise:            &config.Endpoint{Address: s.NodeIP, Port: s.APIPort},
		Certificates:         s.Layout.pki(),
		Datastore:            config.Datastore{Type: config.SQLite},
		EncryptionConfigFile: s.Layout.encryption(),
		Network: config.Network{
			PodCIDRs: []string{s.State.PodCIDR}, ServiceCIDRs: []string{s.State.ServiceCIDR}, DNSDomain: dnsDomain,
		},
		APIServer: config.Component{ExtraArgs: s.APIServerArgs},
		Logging:   config.Logging{Format: "text"},
	})
}

func (s *settings) writeAgentConfig() error {
	clusterDNS, err := nthAddress(s.State.ServiceCIDR, 10)
	if err != nil {
		return err
	}
	sandbox, err := addons.Image(s.Registry, "pause")
	if err != nil {
		return err
	}
	var imagesDirs []string
	if s.Layout.Images != "" {
		imagesDirs = []string{s.Layout.Images}
	}
	return writeYAML(s.Layout.agentConfig(), agent.Configuration{
		APIVersion: agent.APIVersion,
		Kind:       agent.Kind,
		DataDir:    s.Layout.agentData(),
		Server: agent.ServerReference{
			URL: s.serverURL(), CAFile: filepath.Join(s.Layout.pki(), "ca.crt"), TokenFile: s.Layout.token(),
		},
		Node:       agent.NodeIdentity{Name: s.State.NodeName, IP: s.NodeIP},
		ClusterDNS: clusterDNS,
		DNSDomain:  dnsDomain,
		PodCIDRs:   []string{s.State.PodCIDR},
		Containerd: agent.ContainerdReference{BinariesDir: s.Layout.Runtime, SandboxImage: sandbox},
		ImagesDirs: imagesDirs,
		ResolvConf: s.Layout.resolvConf(),
		Logging:    agent.Logging{Format: "text", Verbosity: 1},
	})
}

// writeKubeconfig makes the administrator's, whole in itself: it works from any directory and from outside of the cluster's namespaces.
func (s *settings) writeKubeconfig() error {
	read := map[string][]byte{}
	var err error
	for _, name := range []string{"ca.crt", "admin.crt", "admin.key"} {
		data, err := os.ReadFile(filepath.Join(s.Layout.pki(), name))
		if err != nil {
			return err
		}
		read[name] = data
	}
	if read["admin.key"], err = traditionalKey(read["admin.key"]); err != nil {
		return err
	}
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters["nestling"] = &clientcmdapi.Cluster{Server: s.serverURL(), CertificateAuthorityData: read["ca.crt"]}
	kubeconfig.AuthInfos["admin"] = &clientcmdapi.AuthInfo{ClientCertificateData: read["admin.crt"], ClientKeyData: read["admin.key"]}
	kubeconfig.Contexts["nestling"] = &clientcmdapi.Context{Cluster: "nestling", AuthInfo: "admin"}
	kubeconfig.CurrentContext = "nestling"
	data, err := clientcmd.Write(*kubeconfig)
	if err != nil {
		return err
	}
	return durable.WriteFile(s.Layout.kubeconfig(), data, 0o600)
}

// traditionalKey says in its header that a key is one of an elliptic curve; Java's most used client takes PKCS #8 for RSA always.
func traditionalKey(pkcs8 []byte) ([]byte, error) {
	block, _ := pem.Decode(pkcs8)
	if block == nil {
		return nil, errors.New("admin.key is no PEM file")
	}
	if block.Type == "EC PRIVATE KEY" {
		return pkcs8, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("admin.key: %w", err)
	}
	key, isEC := parsed.(*ecdsa.PrivateKey)
	if !isEC {
		return pkcs8, nil
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), nil
}

func newToken() bootstrapToken {
	var b [11]byte
	_, _ = rand.Read(b[:]) // never fails
	digits := hex.EncodeToString(b[:])
	return bootstrapToken{id: digits[:6], secret: digits[6:]}
}

func writeYAML(path string, value any) error {
	data, err := yaml.Marshal(value)
	if err != nil {
		return err
	}
	return durable.WriteFile(path, data, 0o600)
}
