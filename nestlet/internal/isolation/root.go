package isolation

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// Directories of the machine that the cluster sees, read-only: programs, libraries and their settings. All else is its own.
var shared = []string{"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr", "/etc", "/opt"}

// Kernel settings that a kubelet insists on and would set for the whole machine: it is shown the wanted values instead.
var shownSettings = map[string]string{
	"vm/overcommit_memory":     "1",
	"vm/panic_on_oom":          "0",
	"kernel/panic":             "10",
	"kernel/panic_on_oops":     "1",
	"kernel/keys/root_maxkeys": "1000000", "kernel/keys/root_maxbytes": "25000000",
}

// buildRoot gives this mount namespace a root of its own and leaves the machine's. Mounts that the machine makes or removes later still
// arrive below /dev and the shared directories; none goes the other way.
func buildRoot(world *World, hierarchies []hierarchy) error {
	if err := unix.Mount("", "/", "", unix.MS_SLAVE|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("leaving the machine's mounts: %w", err)
	}
	root := filepath.Join(world.DataDir, "root")
	if err := os.MkdirAll(root, 0o700); err != nil {
		return err
	}
	if err := unix.Mount("nestling", root, "tmpfs", unix.MS_NOSUID, "mode=0755,size=64m"); err != nil {
		return err
	}
	steps := []func(*World, string) error{bindShared, bindOwn, mountKernelTrees}
	for _, step := range steps {
		if err := step(world, root); err != nil {
			return err
		}
	}
	if err := mountCgroups(hierarchies, filepath.Join(root, "sys/fs/cgroup")); err != nil {
		return err
	}
	if err := showSettings(root); err != nil {
		return err
	}
	return moveInto(root)
}

func bindShared(_ *World, root string) error {
	for _, dir := range shared {
		info, err := os.Lstat(dir)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if info.Mode()&os.ModeSymlink != 0 {
			if err := copyLink(dir, filepath.Join(root, dir)); err != nil {
				return err
			}
			continue
		}
		if err := bind(dir, filepath.Join(root, dir), true); err != nil {
			return err
		}
	}
	return bind("/dev", filepath.Join(root, "dev"), false)
}

func copyLink(from, to string) error {
	target, err := os.Readlink(from)
	if err != nil {
		return err
	}
	return os.Symlink(target, to)
}

// bindOwn mounts what belongs to this cluster.
func bindOwn(world *World, root string) error {
	ownVar := filepath.Join(world.DataDir, "var")
	for _, dir := range []string{"lib", "log", "cache", "tmp"} {
		if err := os.MkdirAll(filepath.Join(ownVar, dir), 0o755); err != nil {
			return err
		}
	}
	if err := os.Symlink("/run", filepath.Join(ownVar, "run")); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	binds := []struct {
		from, to string
		readOnly bool
	}{
		{ownVar, "/var", false},
		{world.ImagesDir, InsideImages, true},
		{world.RuntimeDir, InsideRuntime, true},
		{world.Binary, InsideBinary, true},
	}
	// Not what is mounted below it: that would be this very root.
	if err := bindPlain(world.DataDir, filepath.Join(root, InsideData)); err != nil {
		return err
	}
	for _, b := range binds {
		if b.from == "" {
			continue
		}
		if err := bind(b.from, filepath.Join(root, b.to), b.readOnly); err != nil {
			return err
		}
	}
	for _, dir := range []string{"run", "tmp"} {
		if err := mountNew("tmpfs", filepath.Join(root, dir), unix.MS_NOSUID|unix.MS_NODEV, "mode=0755"); err != nil {
			return err
		}
	}
	if err := os.Chmod(filepath.Join(root, "tmp"), 0o777|os.ModeSticky); err != nil {
		return err
	}
	return os.Mkdir(filepath.Join(root, "root"), 0o700)
}

// mountKernelTrees mounts fresh views: the old ones would show the machine's processes and interfaces.
func mountKernelTrees(_ *World, root string) error {
	const flags = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
	if err := mountNew("proc", filepath.Join(root, "proc"), flags, ""); err != nil {
		return err
	}
	return mountNew("sysfs", filepath.Join(root, "sys"), flags, "")
}

// mountCgroups mounts each hierarchy again, from inside the cgroup namespace, so that its root is the cluster's cgroup.
func mountCgroups(hierarchies []hierarchy, at string) error {
	const flags = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
	if hierarchies[0].unified() {
		if err := unix.Mount("cgroup2", at, "cgroup2", flags, ""); err != nil {
			return fmt.Errorf("mounting cgroup2: %w", err)
		}
		return leaveCgroupRoot(at)
	}
	if err := unix.Mount("tmpfs", at, "tmpfs", flags, "mode=0755"); err != nil {
		return err
	}
	for _, h := range hierarchies {
		directory := strings.TrimPrefix(h.controllers, "name=")
		options := h.controllers
		if directory != h.controllers {
			options = "none," + options
		}
		if err := mountNew("cgroup", filepath.Join(at, directory), flags, options); err != nil {
			return err
		}
		for _, alias := range strings.Split(directory, ",") {
			if alias != directory {
				if err := os.Symlink(directory, filepath.Join(at, alias)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// leaveCgroupRoot moves this process into a leaf: in cgroup v2 only a cgroup without processes can have children with controllers.
func leaveCgroupRoot(at string) error {
	leaf := filepath.Join(at, "nestlet")
	if err := os.Mkdir(leaf, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(leaf, "cgroup.procs"), []byte("1"), 0o644); err != nil {
		return err
	}
	enableControllers(at)
	return nil
}

func showSettings(root string) error {
	directory := filepath.Join(root, "nestling/settings")
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	for setting, value := range shownSettings {
		file := filepath.Join(directory, strings.ReplaceAll(setting, "/", "."))
		if err := os.WriteFile(file, []byte(value+"\n"), 0o444); err != nil {
			return err
		}
		if err := unix.Mount(file, filepath.Join(root, "proc/sys", setting), "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("showing %s: %w", setting, err)
		}
	}
	return nil
}

// moveInto makes root the root, drops the machine's, and shares mounts among the cluster's own pods.
func moveInto(root string) error {
	old := filepath.Join(root, "nestling/machine")
	if err := os.MkdirAll(old, 0o700); err != nil {
		return err
	}
	if err := unix.PivotRoot(root, old); err != nil {
		return fmt.Errorf("changing the root: %w", err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	if err := unix.Unmount("/nestling/machine", unix.MNT_DETACH); err != nil {
		return fmt.Errorf("leaving the machine's root: %w", err)
	}
	if err := os.Remove("/nestling/machine"); err != nil {
		return err
	}
	return unix.Mount("", "/", "", unix.MS_SHARED|unix.MS_REC, "")
}

// bind mounts from at to, with everything mounted below it, and makes the mount point.
func bind(from, to string, readOnly bool) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := makeMountPoint(to, info.IsDir()); err != nil {
		return err
	}
	if err := unix.Mount(from, to, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("binding %s: %w", from, err)
	}
	if !readOnly {
		return nil
	}
	attributes := &unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY}
	if err := unix.MountSetattr(-1, to, unix.AT_RECURSIVE, attributes); err != nil {
		return fmt.Errorf("binding %s read-only: %w", from, err)
	}
	return nil
}

func bindPlain(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	if err := unix.Mount(from, to, "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("binding %s: %w", from, err)
	}
	return nil
}

func makeMountPoint(path string, directory bool) error {
	if directory {
		return os.MkdirAll(path, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, nil, 0o644)
}

func mountNew(kind, at string, flags uintptr, options string) error {
	if err := os.MkdirAll(at, 0o755); err != nil {
		return err
	}
	if err := unix.Mount(kind, at, kind, flags, options); err != nil {
		return fmt.Errorf("mounting %s at %s: %w", kind, at, err)
	}
	return nil
}
