package isolation

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/process"
)

const (
	containerVariable = "NESTLET_CONTAINER_IS_A_MACHINE"
	cgroupRoot        = "/sys/fs/cgroup"
)

// EnterContainer makes a whole machine of the privileged container whose first process this is: its cgroup is the root of all that it
// sees, mounts are shared among its own pods, and kernel settings that a kubelet would set for the host are only shown to it. As Enter, it
// runs in two stages, and the first one starts this same program again.
func EnterContainer() error {
	if os.Getenv(containerVariable) == "" {
		return startInCgroupNamespace()
	}
	if err := os.Unsetenv(containerVariable); err != nil {
		return err
	}
	go process.ReapOrphans()
	hierarchies, err := machineHierarchies()
	if err != nil {
		return err
	}
	for _, h := range hierarchies {
		if err := checkConfined(h); err != nil {
			return err
		}
	}
	// Here they are binds of the container's cgroup, whose paths no namespace translates.
	if err := unix.Unmount(cgroupRoot, unix.MNT_DETACH); err != nil {
		return fmt.Errorf("leaving the container's view of cgroups (is it privileged?): %w", err)
	}
	if err := mountCgroups(hierarchies, cgroupRoot); err != nil {
		return err
	}
	if err := showSettings("/"); err != nil {
		return err
	}
	return unix.Mount("", "/", "", unix.MS_SHARED|unix.MS_REC, "")
}

// checkConfined fails in the host's own root cgroup: a kubelet there would remove the pods of every other kubelet. Each version of cgroups
// has a file that tells the real root from the root of a namespace.
func checkConfined(h hierarchy) error {
	file, inRoot := "release_agent", true
	if h.unified() {
		file, inRoot = "cgroup.events", false
	}
	_, err := os.Stat(filepath.Join(h.mountPoint, file))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if (err == nil) == inRoot {
		return fmt.Errorf("hierarchy %q of cgroups is the host's own at %s: this must run in a container with a cgroup of its own", h.controllers, h.mountPoint)
	}
	return nil
}

func startInCgroupNamespace() error {
	if os.Getpid() != 1 {
		return errors.New("this must be the first process of a container")
	}
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWCGROUP); err != nil {
		return fmt.Errorf("making a cgroup namespace (is the container privileged?): %w", err)
	}
	return unix.Exec("/proc/self/exe", os.Args, append(os.Environ(), containerVariable+"=1"))
}
