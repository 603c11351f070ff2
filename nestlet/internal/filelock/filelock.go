// Package filelock is a lock between processes of one user, mostly root: a file that only this user can open. The kernel releases it when its
// holder dies.
package filelock

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// ErrHeld says that another process holds the lock. It is in a *HeldError.
var ErrHeld = errors.New("locked")

// HeldError says who holds a lock.
type HeldError struct {
	Path string
	// PID is 0 while the holder has not written it yet.
	PID int
}

func (e *HeldError) Error() string { return fmt.Sprintf("%s is locked by %s", e.Path, e.Holder()) }

// Holder is the holder in words: "process 4711".
func (e *HeldError) Holder() string {
	if e.PID == 0 {
		return "a process that is just starting"
	}
	return fmt.Sprintf("process %d", e.PID)
}

func (e *HeldError) Unwrap() error { return ErrHeld }

// Lock is held until Release, or until this process ends. Children do not inherit it.
type Lock struct{ file *os.File }

// Take takes the lock and writes this process's id into its file, which stays when the lock is released. It does not wait: a lock that is held is a
// *HeldError. A file of somebody else, or that others can open, is refused: whoever can open it can hold the lock.
func Take(path string) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if errors.Is(err, unix.ELOOP) {
		return nil, fmt.Errorf("%s is a symbolic link; remove it", path)
	}
	if err != nil {
		return nil, err
	}
	lock := &Lock{file}
	if err := lock.take(path); err != nil {
		_ = file.Close()
		return nil, err
	}
	return lock, nil
}

func (l *Lock) take(path string) error {
	if err := requireOwn(l.file); err != nil {
		return err
	}
	err := unix.Flock(int(l.file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return &HeldError{Path: path, PID: Holder(path)}
	}
	if err != nil {
		return fmt.Errorf("locking %s: %w", path, err)
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err = l.file.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err
}

func requireOwn(file *os.File) error {
	var stat unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &stat); err != nil {
		return err
	}
	if stat.Mode&unix.S_IFMT != unix.S_IFREG || int(stat.Uid) != os.Geteuid() || stat.Mode&0o077 != 0 {
		return fmt.Errorf("%s must be a file that only its owner, the user with id %d, can open; remove it", file.Name(), os.Geteuid())
	}
	return nil
}

// Release ends the lock. The id goes first, so that nobody takes it for that of the next holder.
func (l *Lock) Release() {
	_ = l.file.Truncate(0)
	_ = l.file.Close()
}

// Holder is the process that took the lock last, or 0. It means something only while the lock is held.
func Holder(path string) int {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		return 0
	}
	return pid
}
