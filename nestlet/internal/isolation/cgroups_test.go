package isolation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	v1Mounts = `25 30 0:22 / /sys rw,nosuid - sysfs sysfs rw
30 25 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
32 30 0:28 / /sys/fs/cgroup/memory rw shared:7 - cgroup cgroup rw,memory
33 30 0:29 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
34 30 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw`
	v1Memberships = `12:cpu,cpuacct:/a
5:memory:/b
3:pids:/not-mounted
1:name=systemd:/c
0::/d`
	v2Mounts      = `30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate`
	v2Memberships = `0::/user.slice`
)

func TestHierarchies(t *testing.T) {
	cases := []struct{ name, mounts, memberships, want string }{
		{"version 1 with an empty version 2 beside it", v1Mounts, v1Memberships, "cpu,cpuacct at /sys/fs/cgroup/cpu,cpuacct; memory at /sys/fs/cgroup/memory; name=systemd at /sys/fs/cgroup/systemd"},
		{"version 2", v2Mounts, v2Memberships, " at /sys/fs/cgroup"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found, err := parseHierarchies(c.mounts, c.memberships)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range found {
				got = append(got, h.controllers+" at "+h.mountPoint)
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAMachineWithoutCgroupsIsRefused(t *testing.T) {
	if _, err := parseHierarchies("", v1Memberships); err == nil {
		t.Error("no error")
	}
}

func TestTheInitIsRefusedOutsideOfItsCgroup(t *testing.T) {
	hierarchies, err := parseHierarchies(v1Mounts, v1Memberships)
	if err != nil {
		t.Fatal(err)
	}
	inside := "12:cpu,cpuacct:/nestling-ab\n5:memory:/nestling-ab\n3:pids:/elsewhere\n1:name=systemd:/nestling-ab\n0::/"
	if err := checkInside(hierarchies, inside, "nestling-ab"); err != nil {
		t.Errorf("inside: %v", err)
	}
	outside := strings.Replace(inside, "memory:/nestling-ab", "memory:/", 1)
	if err := checkInside(hierarchies, outside, "nestling-ab"); err == nil || !strings.Contains(err.Error(), `"memory"`) {
		t.Errorf("outside in one hierarchy: %v", err)
	}
}

func TestANewCPUSetInheritsWhatItNeedsToTakeProcesses(t *testing.T) {
	root := t.TempDir()
	for file, value := range map[string]string{"cpuset.cpus": "0-3", "cpuset.mems": "0"} {
		if err := os.WriteFile(filepath.Join(root, file), []byte(value), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := createCgroups([]hierarchy{{controllers: "cpuset", mountPoint: root}}, "nestling-x"); err != nil {
		t.Fatal(err)
	}
	value, err := os.ReadFile(filepath.Join(root, "nestling-x", "cpuset.cpus"))
	if err != nil || string(value) != "0-3" {
		t.Errorf("%q, %v", value, err)
	}
}

func TestRemovingGoesFromTheLeavesAndForgivesAbsence(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "nestling-x", "kubepods", "pod1"), 0o755); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := removeCgroups([]hierarchy{{mountPoint: root}}, "nestling-x"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(root, "nestling-x")); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
}

func TestNamesOfOneClusterStayTheSameAndFitTheKernel(t *testing.T) {
	id := IDOf("/var/lib/edge")
	if id != IDOf("/var/lib/edge") || id == IDOf("/var/lib/edge2") {
		t.Error("the name does not follow the data directory")
	}
	if len(linkName(id)) > 15 {
		t.Errorf("%s is too long for an interface", linkName(id))
	}
}
