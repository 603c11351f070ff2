package datastore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/k3s-io/kine/pkg/drivers"
	kinesqlite "github.com/k3s-io/kine/pkg/drivers/sqlite"
	"github.com/k3s-io/kine/pkg/server"

	"nestling.dev/nestlet/internal/exit"
)

// scheme is the name of this package's driver in kine's registry: kine's own SQLite driver, with its pool and dialect in our hands.
const scheme = "nestlet-sqlite"

// parameters of every connection. The order counts: the busy timeout must hold before the journal mode is changed. FULL makes each
// commit wait for the disk, so that an acknowledged write survives a power loss; kine's default is NORMAL, which may lose it.
// _txlock=immediate takes the write lock when a transaction begins, so that none fails half-way.
const parameters = "?_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-1024)&_txlock=immediate"

// templateParameters make kine set up a database in memory, for its schema and its statements; memdb is shared by all connections.
const templateParameters = "?vfs=memdb&_kine_disable_startup_vacuum&_kine_disable_compact_wal_checkpoint"

// reclaimablePages is the free space, in pages of 4 KiB, below which a smaller file is not worth the copying.
const reclaimablePages = 1024

// copiedPages is the content, in pages, above which the copying would delay the start too much: 330 MiB took 4 s. New data fills the
// free space all the same.
const copiedPages = 64 * 1024

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
		endpoint: scheme + "://" + file,
	})
	if err != nil {
		return nil, classify(err)
	}
	return &Store{Servers: k.servers, Failed: store.failed, close: func() error { return k.stop(store.closePool) }}, nil
}

// newSQLiteBackend is kine's SQLite backend over a pool of our own. Kine's own pool leaks a read transaction when it opens (the second
// query of its migration is never read), which keeps SQLite from ever emptying the write-ahead log: it would grow until the volume is full.
// Two more changes: writers queue in this process instead of polling SQLite's lock, and every error is looked at, because kine answers a
// failed update as a conflict and hides a full or damaged disk behind it.
func newSQLiteBackend(ctx context.Context, wg *sync.WaitGroup, cfg *drivers.Config) (bool, server.Backend, error) {
	store := opening.store
	file := cfg.DataSourceName
	cfg.DataSourceName = file + templateParameters
	backend, dialect, err := kinesqlite.NewVariant(ctx, wg, "sqlite3", cfg)
	if err != nil {
		return false, nil, err
	}
	pool, err := openPool(ctx, file, dialect.DB)
	if err != nil {
		return false, nil, err
	}
	store.pool = pool
	dialect.DB = pool
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
	return false, backend, nil
}

// openPool opens the file with the schema that kine made in the template, an empty database in memory.
func openPool(ctx context.Context, file string, template *sql.DB) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", "file://"+file+parameters)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxIdleTime(time.Minute)
	for _, prepare := range []func(context.Context, *sql.DB) error{
		requireDurable,
		reclaim,
		func(ctx context.Context, pool *sql.DB) error { return copySchema(ctx, template, pool) },
	} {
		if err := prepare(ctx, pool); err != nil {
			_ = pool.Close()
			return nil, err
		}
	}
	return pool, nil
}

// copySchema makes the tables and indexes of the template that the database has not, in one transaction.
func copySchema(ctx context.Context, template, pool *sql.DB) error {
	wanted, err := template.QueryContext(ctx, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC")
	if err != nil {
		return err
	}
	defer wanted.Close()
	transaction, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = transaction.Rollback() }()
	for wanted.Next() {
		var name, statement string
		if err := wanted.Scan(&name, &statement); err != nil {
			return err
		}
		var exists bool
		if err := transaction.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?)", name).Scan(&exists); err != nil {
			return err
		}
		if !exists {
			if _, err := transaction.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
	}
	if err := wanted.Err(); err != nil {
		return err
	}
	return transaction.Commit()
}

// reclaim gives space back to the volume when more than half of a file is free that is quickly copied. It needs room for a copy; without it nothing is lost.
func reclaim(ctx context.Context, pool *sql.DB) error {
	var free, pages int64
	if err := pool.QueryRowContext(ctx, "SELECT freelist_count, page_count FROM pragma_freelist_count(), pragma_page_count()").Scan(&free, &pages); err != nil {
		return err
	}
	if free*2 > pages && free > reclaimablePages && pages-free <= copiedPages {
		_, _ = pool.ExecContext(ctx, "VACUUM")
	}
	return nil
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

// closePool moves the write-ahead log into the file, so that the next start finds one file and has nothing to recover.
func (s *sqliteStore) closePool() error {
	return errors.Join(s.checkpoint(), s.pool.Close())
}

func (s *sqliteStore) checkpoint() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	connection, err := s.pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	defer connection.Close()
	// A context does not interrupt SQLite's wait for a lock, and every other connection's is long.
	if _, err := connection.ExecContext(ctx, "PRAGMA busy_timeout(500)"); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	var busy, pages, moved int
	if err := connection.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	if busy != 0 {
		return fmt.Errorf("checkpoint: the database was busy, %d of %d pages moved", moved, pages)
	}
	return nil
}
