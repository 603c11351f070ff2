package datastore

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/k3s-io/kine/pkg/drivers/generic"
	_ "github.com/k3s-io/kine/pkg/drivers/mysql" // kine's MySQL driver
	_ "github.com/k3s-io/kine/pkg/drivers/pgsql" // kine's PostgreSQL driver
	kinetls "github.com/k3s-io/kine/pkg/tls"
	clientv3 "go.etcd.io/etcd/client/v3"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

// sqlPool leaves a shared database connections for others, and holds few when idle.
var sqlPool = generic.ConnectionPoolConfig{MaxOpen: 24, MaxIdle: 4, MaxIdleTime: 2 * time.Minute}

// pingInterval is the pause between two attempts to reach a database that does not answer yet.
const pingInterval = 500 * time.Millisecond

func openSQL(ctx context.Context, dsn string, c config.ServerConfiguration) (*Store, error) {
	files := kinetls.Config{CAFile: c.Datastore.CAFile, CertFile: c.Datastore.CertFile, KeyFile: c.Datastore.KeyFile}
	open := openPostgres
	if c.Datastore.Type == config.MySQL {
		open = openMySQL
	}
	db, secrets, err := open(dsn, files)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := waitForSQL(ctx, db); err != nil {
		return nil, withoutSecrets(classify(err), secrets)
	}
	k, err := startKine(c.DataDir, kineBackend{endpoint: dsn, tls: files, pool: sqlPool})
	if err != nil {
		return nil, withoutSecrets(classify(err), secrets)
	}
	nothing := func() error { return nil }
	return &Store{Servers: k.servers, close: func() error { return k.stop(nothing) }}, nil
}

// waitForSQL tries until the database answers. A refused login is final; a database that does not exist yet is kine's to make.
func waitForSQL(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, connectWait)
	defer cancel()
	var last error
	for {
		attempt, done := context.WithTimeout(ctx, connectWait/3)
		err := db.PingContext(attempt)
		done()
		if err == nil || missingDatabase(err) {
			return nil
		}
		if denied, ok := accessDenied(err); ok {
			return denied
		}
		if last == nil || ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return exit.New(part, exit.DatastoreUnreachable, "no answer in %s: %v", connectWait, rootCause(last))
		case <-time.After(pingInterval):
		}
	}
}

func missingDatabase(err error) bool {
	var postgres *pgconn.PgError
	var my *mysql.MySQLError
	return errors.As(err, &postgres) && postgres.Code == "3D000" || errors.As(err, &my) && my.Number == 1049
}

// rootCause drops the wrapping that repeats the connection's settings.
func rootCause(err error) error {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		if inner := errors.Unwrap(err); inner != nil {
			return inner
		}
	}
	return err
}

// openPostgres understands the DSN as kine does, TLS files included. It returns what must never be printed.
func openPostgres(dsn string, files kinetls.Config) (*sql.DB, []string, error) {
	parsed, err := url.Parse(dsn)
	if err != nil {
		return nil, nil, malformed(config.PostgreSQL)
	}
	query := parsed.Query()
	for name, file := range map[string]string{"sslrootcert": files.CAFile, "sslcert": files.CertFile, "sslkey": files.KeyFile} {
		if file != "" && !query.Has(name) {
			query.Set(name, file)
			if !parsed.Query().Has("sslmode") {
				query.Set("sslmode", "verify-full")
			}
		}
	}
	parsed.RawQuery = query.Encode()
	if parsed.Path == "" || parsed.Path == "/" {
		parsed.Path = "/kubernetes"
	}
	settings, err := pgx.ParseConfig(parsed.String())
	if err != nil {
		return nil, nil, malformed(config.PostgreSQL)
	}
	encoded := ""
	if parsed.User != nil {
		_, encoded, _ = strings.Cut(parsed.User.String(), ":")
	}
	return stdlib.OpenDB(*settings), []string{dsn, settings.Password, encoded}, nil
}

func openMySQL(dsn string, files kinetls.Config) (*sql.DB, []string, error) {
	settings, err := mysql.ParseDSN(strings.TrimPrefix(dsn, "mysql://"))
	if err != nil {
		return nil, nil, malformed(config.MySQL)
	}
	tlsConfig, err := files.ClientConfig()
	if err != nil {
		return nil, nil, exit.New(part, exit.InvalidConfiguration, "datastore.caFile, certFile, keyFile: %v", err)
	}
	if tlsConfig != nil {
		settings.TLS = tlsConfig
	}
	settings.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(settings)
	if err != nil {
		return nil, nil, malformed(config.MySQL)
	}
	return sql.OpenDB(connector), []string{dsn, settings.Passwd}, nil
}

func malformed(kind config.DatastoreType) error {
	return exit.New(part, exit.InvalidConfiguration, "datastore.endpointFile: the line is not a valid %s data source name "+
		"(percent-encode special characters)", kind)
}

// withoutSecrets is the last net: drivers are careful with passwords, but their errors are not ours.
func withoutSecrets(err error, secrets []string) error {
	known := exit.Of(part, err)
	clean := *known
	for _, secret := range secrets {
		if secret != "" {
			clean.Message = strings.ReplaceAll(clean.Message, secret, "***")
		}
	}
	return &clean
}

func openEtcd(ctx context.Context, endpoint string, d config.Datastore) (*Store, error) {
	servers := strings.Split(endpoint, ",")
	if err := checkEtcdURLs(servers); err != nil {
		return nil, err
	}
	store := &Store{
		Servers:  servers,
		CAFile:   d.CAFile,
		CertFile: d.CertFile,
		KeyFile:  d.KeyFile,
		close:    func() error { return nil },
	}
	client, err := newClient(store)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, connectWait)
	defer cancel()
	if _, err := client.Get(ctx, identityKey, clientv3.WithCountOnly()); err != nil {
		if denied, ok := accessDenied(err); ok {
			return nil, denied
		}
		return nil, exit.New(part, exit.DatastoreUnreachable, "no answer from etcd in %s: %v", connectWait, err)
	}
	return store, nil
}

// checkEtcdURLs refuses what would work for one server of the list and not for the next, and credentials, which the API server can't use
// and which etcd's errors would show.
func checkEtcdURLs(servers []string) error {
	for i, server := range servers {
		parsed, err := url.Parse(server)
		if err != nil || parsed.Host == "" || parsed.User != nil || strings.Trim(parsed.Path, "/") != "" || parsed.RawQuery != "" ||
			!strings.HasPrefix(servers[0], parsed.Scheme+"://") {
			return exit.New(part, exit.InvalidConfiguration, "datastore.endpointFile: URL %d of the list must be %s://host:port like all others, "+
				"without user, password and path", i+1, strings.SplitN(servers[0], ":", 2)[0])
		}
	}
	return nil
}
