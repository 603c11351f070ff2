package process

import (
	"os"
	"os/signal"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ReapOrphans waits for every child that StartTied did not start, as an init process must. It never returns.
func ReapOrphans() {
	died := make(chan os.Signal, 1)
	signal.Notify(died, unix.SIGCHLD)
	for {
		for reapOne() {
		}
		select {
		case <-died:
		// A waited child hides the orphans behind it for a moment, and signals coalesce.
		case <-time.After(time.Second):
		}
	}
}

// reapOne reaps one dead orphan; false says that there is none to be seen.
func reapOne() bool {
	children.Lock()
	defer children.Unlock()
	var info unix.Siginfo
	if err := unix.Waitid(unix.P_ALL, 0, &info, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil); err != nil {
		return false
	}
	pid := childOf(&info)
	if pid == 0 || children.waited[pid] {
		return false
	}
	_, err := unix.Wait4(pid, nil, unix.WNOHANG, nil)
	return err == nil
}

// childOf reads si_pid, which the siginfo of a child's death has after three integers and, on 64 bits, their padding.
func childOf(info *unix.Siginfo) int {
	const pidOffset = 16
	return int(*(*int32)(unsafe.Add(unsafe.Pointer(info), pidOffset)))
}
