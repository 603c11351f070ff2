// Package process starts child processes that can't outlive this one, and reaps orphans where this process is a namespace's init.
package process

import (
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// children are the processes that somebody waits for; the lock is held from a fork until its pid is known here.
var children = struct {
	sync.Mutex
	waited map[int]bool
}{waited: map[int]bool{}}

// Tied is a child process that gets a signal when this process dies, even by SIGKILL.
type Tied struct {
	command *exec.Cmd
	done    chan struct{}
	err     error
}

// StartTied starts the command; atDeath is what it gets when this process dies.
//
// Linux sends that signal when the thread ends that forked, so one thread is kept for as long as the child lives.
func StartTied(command *exec.Cmd, atDeath syscall.Signal) (*Tied, error) {
	if command.SysProcAttr == nil {
		command.SysProcAttr = &syscall.SysProcAttr{}
	}
	command.SysProcAttr.Pdeathsig = atDeath
	child := &Tied{command: command, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := start(command)
		started <- err
		if err != nil {
			return
		}
		child.err = command.Wait()
		forget(command.Process.Pid)
		close(child.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return child, nil
}

func start(command *exec.Cmd) error {
	children.Lock()
	defer children.Unlock()
	if err := command.Start(); err != nil {
		return err
	}
	children.waited[command.Process.Pid] = true
	return nil
}

func forget(pid int) {
	children.Lock()
	defer children.Unlock()
	delete(children.waited, pid)
}

// PID is the child's process id, in this process's namespace.
func (t *Tied) PID() int { return t.command.Process.Pid }

// Done is closed when the child has ended.
func (t *Tied) Done() <-chan struct{} { return t.done }

// Err says how the child ended; it is nil for exit code 0. Valid once Done is closed.
func (t *Tied) Err() error { return t.err }

// ExitCode is the child's exit code, or -1 if a signal ended it. Valid once Done is closed.
func (t *Tied) ExitCode() int { return t.command.ProcessState.ExitCode() }

// Signal sends a signal to the child; a child that has ended gets none.
func (t *Tied) Signal(signal os.Signal) {
	// The only error is that the process has ended, which Done tells too.
	_ = t.command.Process.Signal(signal)
}

// Stop sends SIGTERM, and SIGKILL after the grace; it returns when the child has ended.
func (t *Tied) Stop(grace time.Duration) {
	t.Signal(unix.SIGTERM)
	select {
	case <-t.done:
	case <-time.After(grace):
		t.Signal(unix.SIGKILL)
		<-t.done
	}
}
