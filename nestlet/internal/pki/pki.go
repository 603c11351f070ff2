// Package pki mints a certificates directory in kubeadm's layout, for `nestlet up` and for tests. Elsewhere the operator mints it.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"nestling.dev/nestlet/internal/durable"
)

// AdminGroup is bound to cluster-admin by the server; it is not system:masters, which no RBAC rule can take back.
const AdminGroup = "nestling:cluster-admins"

// Lifetimes, as kubeadm has them.
const (
	caLifetime   = 10 * 365 * 24 * time.Hour
	leafLifetime = 365 * 24 * time.Hour
)

// clockSkew is how far the clocks of two machines may be apart.
const clockSkew = 5 * time.Minute

// Options say what the leaves are good for.
type Options struct {
	// SANs of the serving certificate, DNS names and IP addresses, besides those that every server needs (kubernetes,
	// kubernetes.default, kubernetes.default.svc, localhost, 127.0.0.1, ::1). Add the first address of the service range,
	// kubernetes.default.svc.<domain> and the addresses that clients use.
	SANs []string
	// Now is for tests; zero is the present.
	Now time.Time
}

// leaf is one pair of the directory.
type leaf struct {
	name         string
	issuer       string
	commonName   string
	organization []string
	usage        x509.ExtKeyUsage
	sans         []string
}

func leaves(options Options) []leaf {
	const client, serving = x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth
	always := []string{"kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost", "127.0.0.1", "::1"}
	return []leaf{
		{"apiserver", "ca", "kube-apiserver", nil, serving, append(always, options.SANs...)},
		{"apiserver-kubelet-client", "ca", "kube-apiserver-kubelet-client", nil, client, nil},
		{"front-proxy-client", "front-proxy-ca", "front-proxy-client", nil, client, nil},
		{"controller-manager", "ca", "system:kube-controller-manager", nil, client, nil},
		{"scheduler", "ca", "system:kube-scheduler", nil, client, nil},
		{"admin", "ca", "kubernetes-admin", []string{AdminGroup}, client, nil},
	}
}

// EnsureDirectory makes every file that is missing. CAs and the service-account key stay for ever; a leaf is renewed at two thirds of its
// life, and when its names or its issuer are no longer right. Every file is replaced by renaming, so that a reader never sees half of one.
func EnsureDirectory(dir string, options Options) error {
	if options.Now.IsZero() {
		options.Now = time.Now()
	}
	if err := durable.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	authorities := map[string]*pair{}
	for _, name := range []string{"ca", "front-proxy-ca"} {
		authority, err := ensureAuthority(dir, name, options.Now)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		authorities[name] = authority
	}
	if err := ensureServiceAccountKey(dir); err != nil {
		return fmt.Errorf("sa: %w", err)
	}
	for _, wanted := range leaves(options) {
		if err := ensureLeaf(dir, wanted, authorities[wanted.issuer], options.Now); err != nil {
			return fmt.Errorf("%s: %w", wanted.name, err)
		}
	}
	return nil
}

func ensureAuthority(dir, name string, now time.Time) (*pair, error) {
	found, err := readPair(dir, name)
	if err == nil || !os.IsNotExist(err) {
		return found, err
	}
	// The key is written first, so a certificate without one is a key that was lost. A new CA would make another cluster of this one.
	if _, err := os.Stat(filepath.Join(dir, name+".crt")); !os.IsNotExist(err) {
		return nil, fmt.Errorf("there is a certificate, but its key is gone: put %s.key back", name)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial(),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.Add(caLifetime),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	return signAndWrite(dir, name, template, key, &pair{certificate: template, key: key})
}

func ensureLeaf(dir string, wanted leaf, issuer *pair, now time.Time) error {
	found, err := readPair(dir, wanted.name)
	if err == nil && keep(found.certificate, wanted, issuer.certificate, now) {
		return nil
	}
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: wanted.commonName, Organization: wanted.organization},
		NotBefore:    now.Add(-clockSkew),
		NotAfter:     now.Add(leafLifetime),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{wanted.usage},
	}
	for _, san := range wanted.sans {
		if ip := net.ParseIP(san); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, san)
		}
	}
	_, err = signAndWrite(dir, wanted.name, template, key, issuer)
	return err
}

func keep(certificate *x509.Certificate, wanted leaf, issuer *x509.Certificate, now time.Time) bool {
	lifetime := certificate.NotAfter.Sub(certificate.NotBefore)
	if now.After(certificate.NotBefore.Add(lifetime * 2 / 3)) {
		return false
	}
	if certificate.CheckSignatureFrom(issuer) != nil {
		return false
	}
	for _, san := range wanted.sans {
		if certificate.VerifyHostname(san) != nil {
			return false
		}
	}
	return true
}

func signAndWrite(dir, name string, template *x509.Certificate, key crypto.Signer, issuer *pair) (*pair, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, issuer.certificate, key.Public(), issuer.key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	made := &pair{certificate: certificate, key: key}
	return made, made.write(dir, name)
}

func ensureServiceAccountKey(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "sa.key")); err == nil || !os.IsNotExist(err) {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	if err := writePEM(dir, "sa.pub", "PUBLIC KEY", public, 0o644); err != nil {
		return err
	}
	return writeKey(dir, "sa.key", key)
}

func serial() *big.Int {
	limit := new(big.Int).Lsh(big.NewInt(1), 127)
	number, err := rand.Int(rand.Reader, limit)
	if err != nil {
		panic(err) // crypto/rand never fails on the systems that Go supports
	}
	return number.Add(number, big.NewInt(1))
}
