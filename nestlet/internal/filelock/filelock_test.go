package filelock

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestALockHasOneHolderAndSaysWho(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Take(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Take(path)
	var held *HeldError
	if !errors.As(err, &held) || !errors.Is(err, ErrHeld) || held.PID != os.Getpid() {
		t.Errorf("taken twice: %v", err)
	}
	first.Release()
	if pid := Holder(path); pid != 0 {
		t.Errorf("a released lock is said to be held by %d", pid)
	}
	second, err := Take(path)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	lock, err := Take(path)
	if err != nil {
		t.Fatal(err)
	}
	lock.Release()
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if lock, err := Take(path); err == nil {
		lock.Release()
		t.Error("a file was taken that every user can open, and so lock")
	}
}

func TestAForeignFileIsNoLock(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	path := filepath.Join(t.TempDir(), "lock")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	if lock, err := Take(path); err == nil {
		lock.Release()
		t.Error("a file of another user was taken")
	}
}

func TestASymbolicLinkIsNotFollowed(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, "lock")); err != nil {
		t.Fatal(err)
	}
	if lock, err := Take(filepath.Join(dir, "lock")); err == nil {
		lock.Release()
		t.Error("the link was followed")
	}
	if _, err := os.Lstat(filepath.Join(dir, "elsewhere")); err == nil {
		t.Error("the link's target was made")
	}
}
