package isolation

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nestling.dev/nestlet/internal/filelock"
)

func TestOneClusterAtATimeChoosesAddresses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	err := withLock(path, time.Minute, func() error {
		return withLock(path, 0, func() error { return errors.New("both at once") })
	})
	want := fmt.Sprintf("another cluster has been choosing its addresses for 0s: %s is locked by process %d", path, os.Getpid())
	if !errors.Is(err, filelock.ErrHeld) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := withLock(path, 0, func() error { return nil }); err != nil {
		t.Errorf("released: %v", err)
	}
}

// TestNoOtherUserCanStopClusters holds what any user can hold, and finds that only root can open the lock itself.
func TestNoOtherUserCanStopClusters(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("the machine's lock is root's")
	}
	squatter, err := net.Listen("unix", "@nestling-network")
	if err != nil {
		t.Skipf("somebody else holds it: %v", err)
	}
	defer squatter.Close()
	done := errors.New("done")
	if err := WithNetworkLock(func() error { return done }); !errors.Is(err, done) {
		t.Fatal(err)
	}
	info, err := os.Stat(networkLock)
	if err != nil || info.Mode() != 0o600 || !strings.HasPrefix(networkLock, "/run/") {
		t.Errorf("%s: %v, %v", networkLock, info.Mode(), err)
	}
}
