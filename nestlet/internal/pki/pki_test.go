package pki

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestEnsureDirectoryMakesAValidDirectory(t *testing.T) {
	dir := t.TempDir()
	if err := EnsureDirectory(dir, Options{SANs: []string{"10.181.0.1", "example.test"}}); err != nil {
		t.Fatal(err)
	}
	for _, issuer := range []string{"ca", "front-proxy-ca"} {
		authority := mustRead(t, dir, issuer)
		roots := x509.NewCertPool()
		roots.AddCert(authority.certificate)
		for _, wanted := range leaves(Options{}) {
			if wanted.issuer != issuer {
				continue
			}
			options := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{wanted.usage}}
			if _, err := mustRead(t, dir, wanted.name).certificate.Verify(options); err != nil {
				t.Errorf("%s: %v", wanted.name, err)
			}
		}
	}
	serving := mustRead(t, dir, "apiserver").certificate
	for _, name := range []string{"kubernetes", "127.0.0.1", "10.181.0.1", "example.test"} {
		if err := serving.VerifyHostname(name); err != nil {
			t.Errorf("serving certificate: %v", err)
		}
	}
	if group := mustRead(t, dir, "admin").certificate.Subject.Organization; len(group) != 1 || group[0] != AdminGroup {
		t.Errorf("admin is in %v", group)
	}
}

func TestEnsureDirectoryKeepsWhatIsRight(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	ensure(t, dir, Options{Now: now})
	before := contents(t, dir)
	ensure(t, dir, Options{Now: now.Add(200 * 24 * time.Hour)})
	if changed := difference(before, contents(t, dir)); len(changed) > 0 {
		t.Errorf("changed although nothing was due: %v", changed)
	}
}

func TestEnsureDirectoryRenewsLeavesAtTwoThirdsOfTheirLife(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	ensure(t, dir, Options{Now: now})
	before := contents(t, dir)
	ensure(t, dir, Options{Now: now.Add(250 * 24 * time.Hour)})
	changed := difference(before, contents(t, dir))
	if len(changed) != 2*len(leaves(Options{})) {
		t.Errorf("changed: %v", changed)
	}
	for _, file := range []string{"ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key", "sa.key", "sa.pub"} {
		for _, name := range changed {
			if name == file {
				t.Errorf("%s was replaced", file)
			}
		}
	}
}

func TestEnsureDirectoryRenewsTheServingCertificateForANewName(t *testing.T) {
	dir := t.TempDir()
	ensure(t, dir, Options{})
	before := contents(t, dir)
	ensure(t, dir, Options{SANs: []string{"new.example.test"}})
	changed := difference(before, contents(t, dir))
	if len(changed) != 2 || changed[0] != "apiserver.crt" && changed[1] != "apiserver.crt" {
		t.Errorf("changed: %v", changed)
	}
}

func ensure(t *testing.T, dir string, options Options) {
	t.Helper()
	if err := EnsureDirectory(dir, options); err != nil {
		t.Fatal(err)
	}
}

func mustRead(t *testing.T, dir, name string) *pair {
	t.Helper()
	found, err := readPair(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[entry.Name()] = string(content)
	}
	return all
}

func difference(before, after map[string]string) []string {
	var changed []string
	for name, content := range after {
		if before[name] != content {
			changed = append(changed, name)
		}
	}
	return changed
}

// TestEnsureDirectoryRefusesALostKey: a new CA would make another cluster of the one that the data belongs to.
func TestEnsureDirectoryRefusesALostKey(t *testing.T) {
	dir := t.TempDir()
	if err := EnsureDirectory(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "ca.key")); err != nil {
		t.Fatal(err)
	}
	if err := EnsureDirectory(dir, Options{}); err == nil {
		t.Error("a new CA was made")
	}
}
