package up

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/addons"
)

// mountLimit is how long a killed predecessor's mount may keep a volume: the kernel takes namespaces apart in its own time.
const mountLimit = 20 * time.Second

// mountHardVolumes mounts the volumes of hard size again that a restart unmounted. Without it, their pods would find an empty directory
// without a limit. It must be done before the kubelet starts.
func mountHardVolumes(ctx context.Context, storage string) error {
	directory := filepath.Join(storage, addons.HardVolumes)
	entries, err := os.ReadDir(directory)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, mountLimit)
	defer cancel()
	for _, entry := range entries {
		name, isImage := strings.CutSuffix(entry.Name(), addons.HardVolumeSuffix)
		if !isImage {
			continue
		}
		if err := mountHardVolume(ctx, filepath.Join(directory, entry.Name()), filepath.Join(directory, name)); err != nil {
			return fmt.Errorf("%w; repair the file system in it, or remove both to lose the volume", err)
		}
	}
	return nil
}

// mountHardVolume leaves alone what is mounted, and what a broken-off setup or removal left: the provisioner goes on with that.
func mountHardVolume(ctx context.Context, image, at string) error {
	mounted, err := isMountPoint(at)
	if errors.Is(err, os.ErrNotExist) || mounted {
		return nil
	}
	if err != nil {
		return err
	}
	if made, err := hasFileSystem(image); err != nil || !made {
		return err
	}
	return poll(ctx, "mounting the volume "+image, func() error {
		out, err := exec.CommandContext(ctx, "mount", "-t", "ext2", "-o", "loop", image, at).CombinedOutput()
		if err != nil {
			return fmt.Errorf("mount: %w: %s", err, strings.TrimSpace(string(out)))
		}
		return nil
	})
}

// isMountPoint compares devices: a directory on another one than its parent is a mount point.
func isMountPoint(path string) (bool, error) {
	var own, parent unix.Stat_t
	if err := unix.Lstat(path, &own); err != nil {
		return false, err
	}
	if err := unix.Lstat(filepath.Dir(path), &parent); err != nil {
		return false, err
	}
	return own.Dev != parent.Dev, nil
}

// hasFileSystem looks for the magic number of ext2.
func hasFileSystem(image string) (bool, error) {
	const magicAt, magic = 1024 + 56, 0xEF53
	file, err := os.Open(image)
	if err != nil {
		return false, err
	}
	defer func() { _ = file.Close() }()
	var found [2]byte
	if _, err := file.ReadAt(found[:], magicAt); err != nil {
		return false, nil // too short for a file system
	}
	return binary.LittleEndian.Uint16(found[:]) == magic, nil
}
