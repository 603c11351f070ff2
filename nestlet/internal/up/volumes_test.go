package up

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestHardVolumesAreMountedAgain(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount")
	}
	storage := hardStorage(t)
	volume := filepath.Join(storage, "hard", "pvc-1")
	makeImage(t, volume)
	if err := mountHardVolumes(t.Context(), storage); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(volume, 0) })
	if err := os.WriteFile(filepath.Join(volume, "file"), make([]byte, 4<<20), 0o600); err == nil {
		t.Error("the volume has no limit")
	}
	if err := os.WriteFile(filepath.Join(volume, "kept"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := mountHardVolumes(t.Context(), storage); err != nil {
		t.Errorf("again, while it is mounted: %v", err)
	}
	// As a restart of the machine does.
	if err := unix.Unmount(volume, 0); err != nil {
		t.Fatalf("it was mounted twice, or not at all: %v", err)
	}
	if mounted, err := isMountPoint(volume); mounted || err != nil {
		t.Fatalf("it was mounted twice: %v", err)
	}
	if err := mountHardVolumes(t.Context(), storage); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(volume, "kept")); err != nil {
		t.Errorf("the data of the earlier life: %v", err)
	}
}

func TestWhatIsNoWholeVolumeIsLeftToTheProvisioner(t *testing.T) {
	storage := hardStorage(t)
	at := func(name string) string { return filepath.Join(storage, "hard", name) }
	for _, half := range []string{"broken-off", "empty"} {
		if err := os.Mkdir(at(half), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, size := range map[string]int64{"broken-off.img": 1 << 20, "empty.img": 0, "half-removed.img": 1 << 20, "other": 10} {
		if err := os.WriteFile(at(name), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := mountHardVolumes(t.Context(), storage); err != nil {
		t.Error(err)
	}
	if err := mountHardVolumes(t.Context(), t.TempDir()); err != nil {
		t.Errorf("a new cluster: %v", err)
	}
}

// hardStorage is on a disk: a file in memory can't always be a loop device.
func hardStorage(t *testing.T) string {
	t.Helper()
	storage, err := os.MkdirTemp("/var/tmp", "nestlet-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(storage) })
	if err := os.Mkdir(filepath.Join(storage, "hard"), 0o700); err != nil {
		t.Fatal(err)
	}
	return storage
}

// makeImage does what the provisioner's setup does, up to the mount.
func makeImage(t *testing.T, volume string) {
	t.Helper()
	mke2fs, err := exec.LookPath("mke2fs")
	if err != nil {
		t.Skip("mke2fs is not installed (apt-get install e2fsprogs)")
	}
	if err := os.Mkdir(volume, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(volume+".img", make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(mke2fs, "-q", "-t", "ext2", "-F", "-m", "0", volume+".img").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, strings.TrimSpace(string(out)))
	}
}
