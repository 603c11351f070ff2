package datastore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

var mine = Identity{Identity: "mine", CAFingerprint: "aa"}

func openForTest(t *testing.T, dir string, identity Identity) *Store {
	t.Helper()
	store, err := Open(context.Background(), sqliteIn(dir), identity)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func sqliteIn(dir string) config.ServerConfiguration {
	return config.ServerConfiguration{DataDir: dir, Datastore: config.Datastore{Type: config.SQLite}}
}

func TestThePoolThatKineUsesIsDurable(t *testing.T) {
	store := openForTest(t, t.TempDir(), mine)
	defer store.Close()
	pool := opening.store.pool
	// Every connection that the pool may open, not only the first.
	for range connections {
		connection, err := pool.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "busy_timeout": "30000"} {
			var got string
			if err := connection.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %s (%v), want %s", pragma, got, err, want)
			}
		}
	}
}

func TestAPoolThatIsNotDurableIsRefused(t *testing.T) {
	pool, err := sql.Open("sqlite", "file://"+t.TempDir()+"/x.db?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if err := requireDurable(context.Background(), pool); err == nil {
		t.Error("synchronous=NORMAL was accepted")
	}
}

// TestTheWriteAheadLogIsEmptied fails with a connection that holds a read transaction, as kine's own pool does.
func TestTheWriteAheadLogIsEmptied(t *testing.T) {
	dir := t.TempDir()
	store := openForTest(t, dir, mine)
	put(t, store, 50, strings.Repeat("x", 200_000))
	log, err := os.Stat(sqliteFile(dir) + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if log.Size() > 8<<20 {
		t.Errorf("10 MB were written and the log has %d bytes: it is never emptied", log.Size())
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	if log, err := os.Stat(sqliteFile(dir) + "-wal"); err == nil && log.Size() > 0 {
		t.Errorf("after closing, the log has %d bytes", log.Size())
	}
}

func TestTheStampIsWrittenOnceAndCompared(t *testing.T) {
	dir := t.TempDir()
	if err := openForTest(t, dir, mine).Close(); err != nil {
		t.Fatal(err)
	}
	if err := openForTest(t, dir, mine).Close(); err != nil {
		t.Fatal(err)
	}
	for _, other := range []Identity{{"other", "aa"}, {"mine", "bb"}} {
		_, err := Open(context.Background(), sqliteIn(dir), other)
		var refused *exit.Error
		if !errors.As(err, &refused) || refused.Reason != exit.ForeignDatastore {
			t.Errorf("%v: %v", other, err)
		}
	}
}

// TestTheStampOfTwoServersAtOnce is the case of two clusters on one external database: the client sees only the transaction.
func TestTheStampOfTwoServersAtOnce(t *testing.T) {
	store := openForTest(t, t.TempDir(), mine)
	defer store.Close()
	client, err := newClient(store)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	created, err := client.Txn(context.Background()).
		If(clientv3.Compare(clientv3.ModRevision(identityKey), "=", 0)).
		Then(clientv3.OpPut(identityKey, "{}")).Commit()
	if err != nil || created.Succeeded {
		t.Errorf("a second stamp was accepted: %v", err)
	}
	if err := stampedByOther(context.Background(), client, Identity{Identity: "late"}); err == nil {
		t.Error("the late server took the first one's stamp for its own")
	}
}

const syncChild = "NESTLET_TEST_SYNC_DIR"

// TestEveryAcknowledgedWriteWaitsForTheDisk counts the system calls of a process that does nothing but write: one at least for each write.
func TestEveryAcknowledgedWriteWaitsForTheDisk(t *testing.T) {
	if dir := os.Getenv(syncChild); dir != "" {
		store := openForTest(t, dir, mine)
		var writes int
		if _, err := fmt.Sscan(os.Getenv(syncChild+"_WRITES"), &writes); err != nil {
			t.Fatal(err)
		}
		put(t, store, writes, "x")
		os.Exit(0) // without the syncs of closing
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: the syncs can't be counted (apt-get install strace)")
	}
	count := func(writes int) int {
		report := t.TempDir() + "/trace"
		command := exec.Command(strace, "-f", "--seccomp-bpf", "-qq", "-e", "trace=fsync,fdatasync", "-o", report,
			os.Args[0], "-test.run=^TestEveryAcknowledgedWriteWaitsForTheDisk$")
		command.Env = append(os.Environ(), syncChild+"="+t.TempDir(), fmt.Sprintf("%s_WRITES=%d", syncChild, writes))
		if output, err := command.CombinedOutput(); err != nil {
			if strings.Contains(string(output), "Operation not permitted") {
				t.Skipf("this machine allows no tracing: %s", output)
			}
			t.Fatalf("%v: %s", err, output)
		}
		content, err := os.ReadFile(report)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(content), "sync(") - strings.Count(string(content), "resumed")
	}
	const writes = 100
	start, all := count(0), count(writes)
	if all-start < writes {
		t.Errorf("%d writes were acknowledged with %d syncs (%d in all, %d of them at the start)", writes, all-start, all, start)
	}
	t.Logf("%d writes, %d syncs beside the %d of the start", writes, all-start, start)
}

func put(t *testing.T, store *Store, count int, value string) {
	t.Helper()
	client, err := newClient(store)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for i := range count {
		key := fmt.Sprintf("/registry/test/%d", i)
		created, err := client.Txn(context.Background()).
			If(clientv3.Compare(clientv3.ModRevision(key), "=", 0)).
			Then(clientv3.OpPut(key, value)).Commit()
		if err != nil || !created.Succeeded {
			t.Fatalf("%s: %v", key, err)
		}
	}
}
