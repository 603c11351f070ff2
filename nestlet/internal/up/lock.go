package up

import (
	"errors"
	"fmt"
	"path/filepath"

	"nestling.dev/nestlet/internal/filelock"
)

// errLocked says that the data directory belongs to a running cluster.
var errLocked = errors.New("in use")

func lockFile(dataDir string) string { return filepath.Join(dataDir, "up.lock") }

// lockData takes the lock that is held by the one `nestlet up` of a data directory.
func lockData(dataDir string) (*filelock.Lock, error) {
	lock, err := filelock.Take(lockFile(dataDir))
	var held *filelock.HeldError
	if errors.As(err, &held) {
		return nil, fmt.Errorf("%s: %w by the cluster of %s", dataDir, errLocked, held.Holder())
	}
	return lock, err
}
