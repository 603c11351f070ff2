package nodetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// traces are what a machine has of a cluster, each as a line for people; equal machines have equal lines.
func traces(t *testing.T, c *cluster) []string {
	t.Helper()
	var found []string
	found = append(found, mountTraces(t, c.dataDir)...)
	found = append(found, networkTraces(t, c.id())...)
	found = append(found, loopTraces(t, c.dataDir)...)
	found = append(found, cgroupTraces(t, c.id())...)
	found = append(found, processTraces(t, c)...)
	sort.Strings(found)
	return found
}

func mountTraces(t *testing.T, dataDir string) []string {
	t.Helper()
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, line := range strings.Split(string(mounts), "\n") {
		if strings.Contains(line, dataDir) || strings.Contains(line, "nestling") {
			found = append(found, "mount "+line)
		}
	}
	return found
}

func networkTraces(t *testing.T, id string) []string {
	t.Helper()
	var found []string
	links, err := netlink.LinkList()
	if err != nil {
		t.Fatal(err)
	}
	index := -1
	for _, link := range links {
		if strings.Contains(link.Attrs().Name, id) {
			index = link.Attrs().Index
			found = append(found, "interface "+link.Attrs().Name)
		}
	}
	routes, err := netlink.RouteListFiltered(netlink.FAMILY_ALL, &netlink.Route{Table: unix.RT_TABLE_UNSPEC}, netlink.RT_FILTER_TABLE)
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range routes {
		if route.LinkIndex == index {
			found = append(found, "route "+route.String())
		}
	}
	return found
}

// loopTraces are the loop devices on files of the data directory. The path that the kernel tells is that of another mount namespace,
// so files are recognised by their numbers.
func loopTraces(t *testing.T, dataDir string) []string {
	t.Helper()
	files := map[[2]uint64]string{}
	_ = filepath.WalkDir(dataDir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			var stat syscall.Stat_t
			if syscall.Stat(path, &stat) == nil {
				files[[2]uint64{stat.Dev, stat.Ino}] = path
			}
		}
		return nil
	})
	devices, err := filepath.Glob("/dev/loop[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, device := range devices {
		file, err := os.Open(device)
		if err != nil {
			continue
		}
		if info, err := unix.IoctlLoopGetStatus64(int(file.Fd())); err == nil {
			if path, ours := files[[2]uint64{info.Device, info.Inode}]; ours {
				found = append(found, "loop device "+device+" on "+path)
			}
		}
		_ = file.Close()
	}
	return found
}

func cgroupTraces(t *testing.T, id string) []string {
	t.Helper()
	var found []string
	for _, pattern := range []string{"/sys/fs/cgroup/*" + id, "/sys/fs/cgroup/*/*" + id} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			found = append(found, "cgroup "+path)
		}
	}
	return found
}

// processTraces are the processes in the cluster's cgroup, or that have its data directory on their command line.
func processTraces(t *testing.T, c *cluster) []string {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		cgroups, err := os.ReadFile(filepath.Join("/proc", entry.Name(), "cgroup"))
		if err != nil || entry.Name() == "self" || entry.Name() == "thread-self" {
			continue
		}
		command, _ := os.ReadFile(filepath.Join("/proc", entry.Name(), "cmdline"))
		if strings.Contains(string(cgroups), c.id()) || strings.Contains(string(command), c.dataDir) {
			found = append(found, fmt.Sprintf("process %s: %s", entry.Name(), strings.ReplaceAll(string(command), "\x00", " ")))
		}
	}
	return found
}

// assertNothingLeft allows the kernel a moment: it takes network namespaces apart after their last process is gone.
func assertNothingLeft(t *testing.T, c *cluster) {
	t.Helper()
	var left []string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if left = traces(t, c); len(left) == 0 {
			return
		}
	}
	t.Errorf("left on the machine:\n%s", strings.Join(left, "\n"))
}

// assertTraces makes sure that the tracing sees what it should: a test that looks at the wrong place finds nothing too.
func assertTraces(t *testing.T, c *cluster, kinds ...string) {
	t.Helper()
	found := traces(t, c)
	for _, kind := range kinds {
		if !slices.ContainsFunc(found, func(line string) bool { return strings.HasPrefix(line, kind+" ") }) {
			t.Errorf("a running cluster shows no %s in:\n%s", kind, strings.Join(found, "\n"))
		}
	}
}

// firewall is the machine's own, which an isolated cluster never touches.
func firewall(t *testing.T) string {
	t.Helper()
	rules, err := exec.Command("iptables-save").Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range strings.Split(string(rules), "\n") {
		if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, ":") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// kernelSettings are those that a kubelet would change for the whole machine.
func kernelSettings(t *testing.T) string {
	t.Helper()
	var all []string
	for _, setting := range []string{"vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops", "net/ipv4/ip_forward"} {
		value, err := os.ReadFile("/proc/sys/" + setting)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, setting+"="+strings.TrimSpace(string(value)))
	}
	return strings.Join(all, " ")
}
