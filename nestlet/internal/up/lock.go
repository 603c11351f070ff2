package up

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// errLocked says that the data directory belongs to a running cluster.
var errLocked = errors.New("in use")

// dataLock is held by the one `nestlet up` of a data directory; the kernel releases it when that process dies.
type dataLock struct{ file *os.File }

func lockFile(dataDir string) string { return filepath.Join(dataDir, "up.lock") }

// lockData takes the lock and writes this process's id into it.
func lockData(dataDir string) (*dataLock, error) {
	file, err := os.OpenFile(lockFile(dataDir), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		owner, _ := os.ReadFile(lockFile(dataDir))
		_ = file.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("%s: %w by the cluster of process %s", dataDir, errLocked, strings.TrimSpace(string(owner)))
		}
		return nil, err
	}
	if err := file.Truncate(0); err != nil {
		return nil, err
	}
	_, err = file.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return &dataLock{file: file}, err
}

func (l *dataLock) release() { _ = l.file.Close() }
