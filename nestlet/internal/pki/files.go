package pki

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"

	"nestling.dev/nestlet/internal/durable"
)

// pair is a certificate and its key.
type pair struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

func readPair(dir, name string) (*pair, error) {
	certificateFile, keyFile := filepath.Join(dir, name+".crt"), filepath.Join(dir, name+".key")
	for _, file := range []string{certificateFile, keyFile} {
		if _, err := os.Stat(file); err != nil {
			return nil, err
		}
	}
	loaded, err := tls.LoadX509KeyPair(certificateFile, keyFile)
	if err != nil {
		return nil, err
	}
	signer, ok := loaded.PrivateKey.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%s: a key that can't sign", keyFile)
	}
	return &pair{certificate: loaded.Leaf, key: signer}, nil
}

// write puts the key first: a reader that sees the new certificate finds its key.
func (p *pair) write(dir, name string) error {
	if err := writeKey(dir, name+".key", p.key); err != nil {
		return err
	}
	return writePEM(dir, name+".crt", "CERTIFICATE", p.certificate.Raw, 0o644)
}

func writeKey(dir, name string, key crypto.Signer) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return writePEM(dir, name, "PRIVATE KEY", der, 0o600)
}

func writePEM(dir, name, kind string, der []byte, mode os.FileMode) error {
	return durable.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}
