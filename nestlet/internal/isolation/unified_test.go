package isolation

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Arguments that make the test binary one of the two processes of TestABoxOnCgroupV2.
const (
	machineArgument = "machine-with-cgroup-v2"
	initArgument    = "init-of-the-box"
)

func TestMain(m *testing.M) {
	roles := map[string]func() error{machineArgument: machineWithCgroupV2, initArgument: initOfTheBox}
	if len(os.Args) < 2 || roles[os.Args[1]] == nil {
		os.Exit(m.Run())
	}
	if err := roles[os.Args[1]](); err != nil {
		fmt.Fprintln(os.Stderr, os.Args[1]+":", err)
		os.Exit(1)
	}
}

// TestABoxOnCgroupV2 runs on any machine: where v1 has the controllers, the v2 tree keeps the kernel's rules without (most of) them.
func TestABoxOnCgroupV2(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("namespaces and cgroups need root")
	}
	command := exec.Command(os.Args[0], machineArgument, t.TempDir())
	command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWNET, Pdeathsig: unix.SIGKILL}
	output, err := command.CombinedOutput()
	if errors.Is(err, unix.EPERM) {
		t.Skip("this root may not make namespaces")
	}
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}

const unifiedMount = "/sys/fs/cgroup"

// machineWithCgroupV2 starts a box and removes it again, in mount and network namespaces of its own.
func machineWithCgroupV2() error {
	if err := unix.Mount("", "/", "", unix.MS_PRIVATE|unix.MS_REC, ""); err != nil {
		return err
	}
	if err := ensureCgroupV2(); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	defer restoreControllers(controllersIn(unifiedMount, "cgroup.subtree_control"))
	data := os.Args[2]
	box, err := Start(&World{
		ID: IDOf(data), Hostname: "v2", DataDir: data, RuntimeDir: data, Binary: self,
		Link: Link{Host: netip.MustParsePrefix("192.0.2.1/30"), Node: netip.MustParsePrefix("192.0.2.2/30")},
	}, initArgument)
	if err != nil {
		return err
	}
	noticed := box.Noticed()
	if err := Clean(IDOf(data)); err != nil {
		return err
	}
	<-box.Init().Done()
	if !noticed {
		return errors.New("the box did not come up")
	}
	if _, err := os.Stat(filepath.Join(unifiedMount, cgroupName(IDOf(data)))); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the cgroup is still there: %v", err)
	}
	return nil
}

// restoreControllers takes back what the box switched on in the machine's root.
func restoreControllers(before []string) {
	for _, controller := range controllersIn(unifiedMount, "cgroup.subtree_control") {
		if !slices.Contains(before, controller) {
			_ = os.WriteFile(filepath.Join(unifiedMount, "cgroup.subtree_control"), []byte("-"+controller), 0o644)
		}
	}
}

// ensureCgroupV2 leaves a machine with v2 alone: another mount would change the settings of its one tree. Elsewhere it has systemd's settings.
func ensureCgroupV2() error {
	found, err := machineHierarchies()
	if err == nil && found[0].unified() {
		return nil
	}
	if err := unix.Unmount(unifiedMount, unix.MNT_DETACH); err != nil {
		return err
	}
	return unix.Mount("cgroup2", unifiedMount, "cgroup2", 0, "nsdelegate,memory_recursiveprot")
}

// initOfTheBox does what a kubelet does below the root that it sees: a cgroup with controllers for pods, one below it with a process.
func initOfTheBox() error {
	if _, err := Enter(initArgument); err != nil {
		return err
	}
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return err
	}
	if !strings.HasSuffix(strings.TrimSpace(string(own)), "0::/nestlet") {
		return fmt.Errorf("the init is in %s", own)
	}
	if inRoot := pidsOf(unifiedMount); len(inRoot) > 0 {
		return fmt.Errorf("processes in the root: %v", inRoot)
	}
	pods, pod := filepath.Join(unifiedMount, "kubepods"), filepath.Join(unifiedMount, "kubepods", "pod")
	if err := os.MkdirAll(pod, 0o755); err != nil {
		return err
	}
	available, below := controllersIn(unifiedMount, "cgroup.controllers"), controllersIn(pods, "cgroup.controllers")
	if !slices.Equal(available, below) {
		return fmt.Errorf("pods get the controllers %v of %v", below, available)
	}
	enableControllers(pods)
	if handed := controllersIn(pod, "cgroup.controllers"); !slices.Equal(available, handed) {
		return fmt.Errorf("a pod gets the controllers %v of %v", handed, available)
	}
	sleeper := exec.Command("sleep", "600")
	if err := sleeper.Start(); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(pod, "cgroup.procs"), fmt.Append(nil, sleeper.Process.Pid), 0o644); err != nil {
		return err
	}
	if err := Notify(); err != nil {
		return err
	}
	time.Sleep(time.Hour)
	return nil
}

func controllersIn(cgroup, file string) []string {
	data, _ := os.ReadFile(filepath.Join(cgroup, file))
	return strings.Fields(string(data))
}
