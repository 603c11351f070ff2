package isolation

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// hierarchy is one mounted tree of cgroups. With cgroup v2 there is one, without a name.
type hierarchy struct {
	// controllers is as in /proc/self/cgroup: "cpu,cpuacct", "name=systemd"; "" is cgroup v2.
	controllers string
	mountPoint  string
}

func (h hierarchy) unified() bool { return h.controllers == "" }

// machineHierarchies are those that this process sees. A v2 tree beside v1 trees has no controllers and is left out.
func machineHierarchies() ([]hierarchy, error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	memberships, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil, err
	}
	return parseHierarchies(string(mounts), string(memberships))
}

func parseHierarchies(mountinfo, memberships string) ([]hierarchy, error) {
	var found []hierarchy
	var unified *hierarchy
	for _, line := range strings.Split(strings.TrimSpace(memberships), "\n") {
		parts := strings.SplitN(line, ":", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("unexpected line in /proc/self/cgroup: %q", line)
		}
		mountPoint, mounted := cgroupMount(mountinfo, parts[1])
		switch {
		case !mounted:
		case parts[1] == "":
			unified = &hierarchy{mountPoint: mountPoint}
		default:
			found = append(found, hierarchy{controllers: parts[1], mountPoint: mountPoint})
		}
	}
	if len(found) == 0 && unified != nil {
		return []hierarchy{*unified}, nil
	}
	if len(found) == 0 {
		return nil, errors.New("no cgroups are mounted on this machine")
	}
	return found, nil
}

// cgroupMount finds where the hierarchy with these controllers is mounted.
func cgroupMount(mountinfo, controllers string) (string, bool) {
	for _, line := range strings.Split(mountinfo, "\n") {
		before, after, ok := strings.Cut(line, " - ")
		left, right := strings.Fields(before), strings.Fields(after)
		if !ok || len(left) < 5 || len(right) < 3 {
			continue
		}
		if controllers == "" && right[0] == "cgroup2" {
			return left[4], true
		}
		if controllers != "" && right[0] == "cgroup" && hasAll(strings.Split(right[2], ","), strings.Split(controllers, ",")) {
			return left[4], true
		}
	}
	return "", false
}

func hasAll(options, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(name string) bool { return !slices.Contains(options, name) })
}

// createCgroups makes the cluster's cgroup in every hierarchy, ready to take processes.
func createCgroups(hierarchies []hierarchy, name string) error {
	for _, h := range hierarchies {
		path := filepath.Join(h.mountPoint, name)
		if h.unified() {
			enableControllers(h.mountPoint)
		}
		if err := os.Mkdir(path, 0o755); err != nil {
			return fmt.Errorf("making a cgroup: %w", err)
		}
		if hasAll(strings.Split(h.controllers, ","), []string{"cpuset"}) {
			if err := inheritCPUSet(h.mountPoint, path); err != nil {
				return err
			}
		}
	}
	return nil
}

// inheritCPUSet is needed in cgroup v1, where a new cpuset is empty and takes no process.
func inheritCPUSet(from, to string) error {
	for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
		value, err := os.ReadFile(filepath.Join(from, file))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, file), value, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// enableControllers hands every controller of a v2 cgroup down to its children. A machine may refuse some; the kubelet says which it misses.
func enableControllers(path string) {
	available, err := os.ReadFile(filepath.Join(path, "cgroup.controllers"))
	if err != nil {
		return
	}
	for _, controller := range strings.Fields(string(available)) {
		_ = os.WriteFile(filepath.Join(path, "cgroup.subtree_control"), []byte("+"+controller), 0o644)
	}
}

func enterCgroups(hierarchies []hierarchy, name string, pid int) error {
	for _, h := range hierarchies {
		if err := os.WriteFile(filepath.Join(h.mountPoint, name, "cgroup.procs"), fmt.Appendf(nil, "%d", pid), 0o644); err != nil {
			return fmt.Errorf("moving the cluster into its cgroup: %w", err)
		}
	}
	return nil
}

// checkInside fails unless this process is in the cluster's cgroup in every hierarchy. A kubelet that sees the machine's root as its
// own would remove the pods of every other kubelet; and once in a cgroup namespace, nobody can tell the difference any more.
func checkInside(hierarchies []hierarchy, memberships, name string) error {
	for _, line := range strings.Split(strings.TrimSpace(memberships), "\n") {
		parts := strings.SplitN(line, ":", 3)
		if len(parts) != 3 {
			return fmt.Errorf("unexpected line in /proc/self/cgroup: %q", line)
		}
		relevant := slices.ContainsFunc(hierarchies, func(h hierarchy) bool { return h.controllers == parts[1] })
		if relevant && filepath.Base(parts[2]) != name {
			return fmt.Errorf("not isolated: in hierarchy %q this process is in %s, not in %s", parts[1], parts[2], name)
		}
	}
	return nil
}

// removalTime is how long killed processes may take to leave their cgroups.
const removalTime = 20 * time.Second

// removeCgroups ends every process in the cluster's cgroups and removes them.
func removeCgroups(hierarchies []hierarchy, name string) error {
	for _, h := range hierarchies {
		root := filepath.Join(h.mountPoint, name)
		deadline := time.Now().Add(removalTime)
		for {
			killCgroup(root)
			err := removeCgroupTree(root)
			if err == nil {
				break
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("removing a cgroup: %w", err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return nil
}

// killCgroup works for both versions; a process that forks meanwhile is caught by the next call.
func killCgroup(root string) {
	_ = filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return nil
		}
		for _, pid := range pidsOf(path) {
			_ = unix.Kill(pid, unix.SIGKILL)
		}
		return nil
	})
}

func pidsOf(cgroup string) []int {
	data, err := os.ReadFile(filepath.Join(cgroup, "cgroup.procs"))
	if err != nil {
		return nil
	}
	var pids []int
	for _, field := range strings.Fields(string(data)) {
		var pid int
		// Pid 0 is a process of another namespace, and a signal to it would go to our own process group.
		if _, err := fmt.Sscan(field, &pid); err == nil && pid > 1 {
			pids = append(pids, pid)
		}
	}
	return pids
}

// removeCgroupTree removes directories alone, children first: a cgroup's files go with it.
func removeCgroupTree(root string) error {
	entries, err := os.ReadDir(root)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			if err := removeCgroupTree(filepath.Join(root, entry.Name())); err != nil {
				return err
			}
		}
	}
	return unix.Rmdir(root)
}
