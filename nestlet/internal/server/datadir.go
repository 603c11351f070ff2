package server

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

// A predecessor that is told to end takes less than 5 s.
const (
	predecessorWait  = 10 * time.Second
	predecessorPause = 100 * time.Millisecond
)

// lockDataDir makes this server the only one of its data directory: a second one would take over the datastore's socket, and two sets of
// controllers would work on one SQLite file. The kernel releases the lock when the process dies; a pod that replaces a dying one waits for it.
func lockDataDir(ctx context.Context, c config.ServerConfiguration) (*os.File, error) {
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, nameFullVolume(err)
	}
	file, err := os.OpenFile(filepath.Join(c.DataDir, "server.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nameFullVolume(err)
	}
	for deadline := time.Now().Add(predecessorWait); ; {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return file, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Now().After(deadline) || ctx.Err() != nil {
			_ = file.Close()
			return nil, exit.New(partServer, exit.PartFailed, "dataDir: %s can't be locked for this server, is there another one? (%v)", c.DataDir, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(predecessorPause):
		}
	}
}

// nameFullVolume names a full volume as such: dataDir is the datastore's volume, and at a restart on a full one the first writes are here.
func nameFullVolume(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return exit.New(partDatastore, exit.DatastoreFull, "the volume is full: %v", err)
	}
	return err
}
