package isolation

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/process"
)

// Enter is called by the init process that Start made, and returns in a finished world: own cgroup root, file system, host name and
// network. It runs in two stages, because a cgroup namespace can be entered by one thread alone, and only a new program brings the
// other threads after it. entry are the arguments that lead here again.
func Enter(entry ...string) (*World, error) {
	if os.Getenv(worldVariable) == "" {
		return nil, enterCgroupNamespace(entry)
	}
	world, err := worldFromEnvironment()
	if err != nil {
		return nil, err
	}
	unix.CloseOnExec(worldFile)
	unix.CloseOnExec(noticeFile)
	go process.ReapOrphans()
	hierarchies, err := machineHierarchies()
	if err != nil {
		return nil, err
	}
	if err := buildRoot(world, hierarchies); err != nil {
		return nil, fmt.Errorf("making the cluster's file system: %w", err)
	}
	if err := unix.Sethostname([]byte(world.Hostname)); err != nil {
		return nil, err
	}
	if err := arrive(world.Link); err != nil {
		return nil, fmt.Errorf("making the cluster's network: %w", err)
	}
	return world, nil
}

// enterCgroupNamespace ends in the second stage; it returns only to say why it could not.
func enterCgroupNamespace(entry []string) error {
	world := &World{}
	if err := json.NewDecoder(os.NewFile(worldFile, "world")).Decode(world); err != nil {
		return fmt.Errorf("the parent gave up: %w", err)
	}
	hierarchies, err := machineHierarchies()
	if err != nil {
		return err
	}
	memberships, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return err
	}
	if err := checkInside(hierarchies, string(memberships), cgroupName(world.ID)); err != nil {
		return err
	}
	variable, err := world.toEnvironment()
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWCGROUP); err != nil {
		return fmt.Errorf("making a cgroup namespace: %w", err)
	}
	// The wish to die with the parent belongs to a thread, and this thread is the one that goes on.
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return err
	}
	return unix.Exec("/proc/self/exe", append([]string{os.Args[0]}, entry...), append(os.Environ(), variable))
}

// Notify tells the parent's Noticed.
func Notify() error {
	_, err := unix.Write(noticeFile, []byte{1})
	return err
}

// killGrace is how long EndAll looks for processes that it could not kill.
const killGrace = 2 * time.Second

// EndAll asks every other process of the namespace to end, gives them the grace for it, and kills what is left after that. The kernel would
// do that with the init, but for what is frozen.
func EndAll(grace time.Duration) {
	_ = unix.Kill(-1, unix.SIGTERM)
	for deadline := time.Now().Add(grace); time.Now().Before(deadline) && anyPod(); {
		time.Sleep(20 * time.Millisecond)
	}
	_ = unix.Kill(-1, unix.SIGKILL)
	thaw(cgroupRoot)
	for deadline := time.Now().Add(killGrace); time.Now().Before(deadline) && anyPod(); {
		time.Sleep(20 * time.Millisecond)
		thaw(cgroupRoot)
	}
}

// thaw lets every cgroup below root go on. runc freezes a container while it changes its devices; when runc itself is killed then, nobody
// thaws it, no signal ends it, and with it the namespace never ends.
func thaw(root string) {
	if v1 := filepath.Join(root, "freezer"); isDirectory(v1) {
		root = v1
	}
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // gone meanwhile
		}
		switch entry.Name() {
		case "freezer.state":
			_ = os.WriteFile(path, []byte("THAWED"), 0)
		case "cgroup.freeze":
			_ = os.WriteFile(path, []byte("0"), 0)
		}
		return nil
	})
}

func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// anyPod says whether a process is left that is neither the init nor a containerd shim, which stays until its pod is deleted.
func anyPod() bool {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return false
	}
	for _, entry := range entries {
		if entry.Name() == "1" || strings.Trim(entry.Name(), "0123456789") != "" {
			continue
		}
		command, err := os.ReadFile("/proc/" + entry.Name() + "/cmdline")
		if err == nil && len(command) > 0 && !strings.Contains(strings.SplitN(string(command), "\x00", 2)[0], "containerd-shim") {
			return true
		}
	}
	return false
}
