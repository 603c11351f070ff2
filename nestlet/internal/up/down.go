package up

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/filelock"
	"nestling.dev/nestlet/internal/isolation"
)

// Down is `nestlet down`: it ends the cluster of a data directory, whether its `nestlet up` still runs or was killed, and removes all that
// the machine has of an isolated one. The data stays, and so do the pods of a cluster on the machine's own network.
func Down(args []string) int {
	flags := flag.NewFlagSet("nestlet down", flag.ContinueOnError)
	dataDir := flags.String("data", "", "data directory of the cluster (required)")
	if err := flags.Parse(args); err != nil || *dataDir == "" || flags.NArg() > 0 {
		return exit.Report(os.Stderr, exit.New("down", exit.InvalidConfiguration, "usage: nestlet down --data DIR"))
	}
	if os.Geteuid() != 0 {
		return exit.Report(os.Stderr, exit.New("down", exit.PartFailed, "nestlet down needs root, as nestlet up did"))
	}
	path, err := filepath.Abs(*dataDir)
	if err == nil {
		err = down(path)
	}
	if err != nil {
		return exit.Report(os.Stderr, exit.New("down", exit.PartFailed, "%v", err))
	}
	return exit.CodeOK
}

func down(dataDir string) error {
	s, err := readState(dataDir)
	if err != nil {
		return err
	}
	if s == nil {
		return fmt.Errorf("there is no cluster in %s", dataDir)
	}
	lock, err := takeOver(dataDir)
	if err != nil {
		return err
	}
	defer lock.Release()
	if err := os.Remove(readyFile(dataDir)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if !s.Isolated {
		return nil
	}
	return isolation.Clean(isolation.IDOf(dataDir))
}

// takeOver asks the `nestlet up` of the directory to end, if there is one, and returns its lock.
func takeOver(dataDir string) (*filelock.Lock, error) {
	asked := false
	for deadline := time.Now().Add(endGrace + 10*time.Second); ; time.Sleep(100 * time.Millisecond) {
		lock, err := lockData(dataDir)
		if err == nil || !errors.Is(err, errLocked) {
			return lock, err
		}
		if !asked {
			var askErr error
			if asked, askErr = askOwner(dataDir); askErr != nil {
				return nil, askErr
			}
		}
		if time.Now().After(deadline) {
			return nil, err
		}
	}
}

// askOwner sends SIGTERM to the process that holds the directory. One that has not written its id yet is asked at the next try.
func askOwner(dataDir string) (asked bool, err error) {
	pid := filelock.Holder(lockFile(dataDir))
	if pid <= 0 {
		return false, nil
	}
	if err := unix.Kill(pid, unix.SIGTERM); err != nil && !errors.Is(err, unix.ESRCH) {
		return false, err
	}
	return true, nil
}
