package datastore

import (
	"context"
	"errors"
	"net"
	"strings"
	"syscall"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"nestling.dev/nestlet/internal/exit"
)

// classify gives an error its reason. What it does not know stays what it is, and becomes a failure of the part.
func classify(err error) error {
	var known *exit.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if fatal, ok := sqliteFailure(err); ok {
		return fatal
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return exit.New(part, exit.DatastoreFull, "the volume is full: %v", err)
	}
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) && postgres.Code == "53100" {
		return exit.New(part, exit.DatastoreFull, "PostgreSQL: %s (SQLSTATE %s)", postgres.Message, postgres.Code)
	}
	if denied, ok := accessDenied(err); ok {
		return denied
	}
	if unreachable(err) {
		return exit.New(part, exit.DatastoreUnreachable, "%v", err)
	}
	return err
}

// sqliteFailure knows the SQLite errors after which the file can't be used.
func sqliteFailure(err error) (*exit.Error, bool) {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return nil, false
	}
	const primary = 0xff
	switch failure.Code() & primary {
	case sqlitelib.SQLITE_FULL:
		return exit.New(part, exit.DatastoreFull, "the volume is full: %v", err), true
	case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB:
		return exit.New(part, exit.DatastoreCorrupt, "the SQLite file is damaged: %v", err), true
	case sqlitelib.SQLITE_IOERR:
		if failure.Code() == sqlitelib.SQLITE_IOERR_SHMSIZE {
			return exit.New(part, exit.DatastoreFull, "the volume is full: %v", err), true
		}
		return exit.New(part, exit.DatastoreCorrupt, "the SQLite file can't be read or written: %v", err), true
	}
	return nil, false
}

// accessDenied takes the server's own message: it names the user, never the password.
func accessDenied(err error) (*exit.Error, bool) {
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) && (strings.HasPrefix(postgres.Code, "28") || postgres.Code == "42501") {
		return exit.New(part, exit.DatastoreAccessDenied, "PostgreSQL: %s (SQLSTATE %s)", postgres.Message, postgres.Code), true
	}
	var my *mysql.MySQLError
	if errors.As(err, &my) && (my.Number == 1044 || my.Number == 1045 || my.Number == 1142 || my.Number == 1698) {
		return exit.New(part, exit.DatastoreAccessDenied, "MySQL: %s (error %d)", my.Message, my.Number), true
	}
	switch status.Code(err) {
	case codes.PermissionDenied, codes.Unauthenticated:
		return exit.New(part, exit.DatastoreAccessDenied, "etcd: %v", err), true
	}
	return nil, false
}

func unreachable(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	code := status.Code(err)
	return errors.As(err, &network) || errors.As(err, &connect) || errors.Is(err, context.DeadlineExceeded) ||
		code == codes.Unavailable || code == codes.DeadlineExceeded
}
