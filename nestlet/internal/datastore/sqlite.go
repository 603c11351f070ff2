package datastore

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/k3s-io/kine/pkg/drivers"
	"github.com/k3s-io/kine/pkg/drivers/generic"
	kinesqlite "github.com/k3s-io/kine/pkg/drivers/sqlite"
	"github.com/k3s-io/kine/pkg/server"

	"nestling.dev/nestlet/internal/exit"
)

// scheme is the name of this package's driver in kine's registry: kine's own SQLite driver, with its pool and dialect in our hands.
const scheme = "nestlet-sqlite"

// parameters of every connection. The order counts: the busy timeout must hold before the journal mode is changed. FULL makes each
// commit wait for the disk, so that an acknowledged write survives a power loss; kine's default is NORMAL, which may lose it.
// _txlock=immediate takes the write lock when a transaction begins, so that none fails half-way.
const parameters = "_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-1024)&_txlock=immediate"

// connections of the pool: each has a page cache of 1 MiB outside of Go's heap. Reads run beside the one writer.
const connections = 8

// sqliteFile is the database; its write-ahead log and shared memory lie beside it.
func sqliteFile(dataDir string) string {
	return filepath.Join(dataDir, "datastore", "state.db")
}

// sqliteStore is SQLite behind kine.
type sqliteStore struct {
	pool   *sql.DB
	failed chan *exit.Error
	once   sync.Once
}

// opening hands the store to the driver that kine's registry calls: a process has one SQLite datastore.
var opening struct {
	sync.Mutex
	store *sqliteStore
}

func init() {
	drivers.Register(scheme, newSQLiteBackend)
}

func openSQLite(ctx context.Context, dataDir string, identity Identity) (*Store, error) {
	file := sqliteFile(dataDir)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, classify(err)
	}
	if err := inspect(ctx, file, identity); err != nil {
		return nil, err
	}
	opening.Lock()
	defer opening.Unlock()
	store := &sqliteStore{failed: make(chan *exit.Error, 1)}
	opening.store = store
	k, err := startKine(dataDir, kineBackend{
		endpoint: scheme + "://" + file + "?" + parameters,
		pool:     generic.ConnectionPoolConfig{MaxOpen: connections, MaxIdle: connections, MaxIdleTime: time.Minute},
	})
	if err != nil {
		return nil, classify(err)
	}
	return &Store{Servers: k.servers, Failed: store.failed, close: func() error { return k.stop(store.checkpoint) }}, nil
}

// newSQLiteBackend is kine's SQLite backend with two changes: writers queue in this process instead of polling SQLite's lock, and every
// error is looked at, because kine answers a failed update as a conflict and hides a full or damaged disk behind it.
func newSQLiteBackend(ctx context.Context, wg *sync.WaitGroup, cfg *drivers.Config) (bool, server.Backend, error) {
	store := opening.store
	backend, dialect, err := kinesqlite.NewVariant(ctx, wg, "sqlite3", cfg)
	if err != nil {
		return false, nil, err
	}
	dialect.LockWrites = true
	translate, code := dialect.TranslateErr, dialect.ErrCode
	dialect.TranslateErr = func(err error) error {
		store.watch(err)
		return translate(err)
	}
	dialect.ErrCode = func(err error) string {
		store.watch(err)
		return code(err)
	}
	store.pool = dialect.DB
	if err := requireDurable(ctx, dialect.DB); err != nil {
		return false, nil, err
	}
	return false, backend, nil
}

// requireDurable reads the settings back from the pool that kine writes through.
func requireDurable(ctx context.Context, pool *sql.DB) error {
	const full = 2
	var synchronous int
	if err := pool.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	var journal string
	if err := pool.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return err
	}
	if synchronous != full || journal != "wal" {
		return fmt.Errorf("SQLite runs with synchronous=%d and journal_mode=%s, not with %d (FULL) and wal", synchronous, journal, full)
	}
	return nil
}

// watch ends the server when the file is full or damaged. It does not stay up for reading: an update that fails for want of space looks
// like a conflict to clients, which repeat it for ever, and a deletion needs space too, so that nobody could free any.
func (s *sqliteStore) watch(err error) {
	fatal, ok := sqliteFailure(err)
	if !ok {
		return
	}
	s.once.Do(func() { s.failed <- fatal })
}

// checkpoint moves the write-ahead log into the file, so that the next start finds one file and has nothing to recover.
func (s *sqliteStore) checkpoint() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var busy, pages, moved int
	if err := s.pool.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	if busy != 0 {
		return fmt.Errorf("checkpoint: %d of %d pages moved, the database was busy", moved, pages)
	}
	return nil
}
