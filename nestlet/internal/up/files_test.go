package up

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatTheClusterNeedsAgainIsOnTheDiskAndNotLedAstray(t *testing.T) {
	data, victim := t.TempDir(), filepath.Join(t.TempDir(), "victim")
	s := &settings{State: state{Identity: "i", NodeName: "n", ServiceCIDR: "10.2.0.0/22"}, Layout: layout{Data: data}, NodeIP: "10.3.0.1", APIPort: 6443}
	if err := os.WriteFile(victim, []byte("untouched"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{s.Layout.encryption(), filepath.Join(data, stateFile)} {
		if err := os.Symlink(victim, file+".new"); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.writeEncryption(), s.State.write(data)); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(victim); err != nil || string(content) != "untouched" {
		t.Errorf("the link's target: %q, %v", content, err)
	}
	if info, err := os.Lstat(s.Layout.encryption()); err != nil || info.Mode() != 0o600 {
		t.Errorf("encryption.yaml: %v, %v", info.Mode(), err)
	}
}

func TestNoNewKeyForSecretsThatExist(t *testing.T) {
	s := &settings{Layout: layout{Data: t.TempDir()}}
	if err := s.writeEncryption(); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(s.Layout.encryption())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(s.Layout.datastore(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.writeEncryption(); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(s.Layout.encryption()); err != nil || string(again) != string(first) {
		t.Errorf("a second key was made: %v", err)
	}
	if err := os.Remove(s.Layout.encryption()); err != nil {
		t.Fatal(err)
	}
	if err := s.writeEncryption(); err == nil || !strings.Contains(err.Error(), s.Layout.encryption()+" is gone") {
		t.Errorf("the key is gone: %v", err)
	}
}
