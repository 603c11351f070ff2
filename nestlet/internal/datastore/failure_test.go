package datastore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

func TestClassify(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want exit.Reason
	}{
		"full file system":     {fmt.Errorf("mkdir: %w", syscall.ENOSPC), exit.DatastoreFull},
		"quota":                {fmt.Errorf("mkdir: %w", syscall.EDQUOT), exit.DatastoreFull},
		"PostgreSQL password":  {&pgconn.PgError{Code: "28P01"}, exit.DatastoreAccessDenied},
		"PostgreSQL privilege": {fmt.Errorf("setup: %w", &pgconn.PgError{Code: "42501"}), exit.DatastoreAccessDenied},
		"PostgreSQL disk":      {&pgconn.PgError{Code: "53100"}, exit.DatastoreFull},
		"MySQL password":       {&mysql.MySQLError{Number: 1045}, exit.DatastoreAccessDenied},
		"MySQL database":       {&mysql.MySQLError{Number: 1044}, exit.DatastoreAccessDenied},
		"etcd user":            {status.Error(codes.PermissionDenied, "no"), exit.DatastoreAccessDenied},
		"etcd away":            {status.Error(codes.Unavailable, "no"), exit.DatastoreUnreachable},
		"too slow":             {context.DeadlineExceeded, exit.DatastoreUnreachable},
		"known already":        {exit.New(part, exit.ForeignDatastore, "x"), exit.ForeignDatastore},
		"anything else":        {errors.New("x"), exit.PartFailed},
	} {
		t.Run(name, func(t *testing.T) {
			if got := exit.Of(part, classify(test.err)).Reason; got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestEndpointFilesNeverShowInErrors(t *testing.T) {
	for name, test := range map[string]struct {
		kind    config.DatastoreType
		content string
	}{
		"two lines":       {config.PostgreSQL, "postgres://u:hidden@h/d\nmore"},
		"wrong scheme":    {config.Etcd, "postgres://u:hidden@h/d"},
		"no scheme":       {config.MySQL, "u:hidden@tcp(h)/d"},
		"malformed URL":   {config.PostgreSQL, "postgres://u:hidden%zz@h/d"},
		"malformed port":  {config.PostgreSQL, "postgres://u:hidden@h:port/d"},
		"etcd with user":  {config.Etcd, "https://h:2379,https://u:hidden@h:2379"},
		"etcd, mixed":     {config.Etcd, "https://hidden:2379,http://h:2379"},
		"etcd, no host":   {config.Etcd, "https://"},
		"malformed MySQL": {config.MySQL, "mysql://u:hidden@tcp(h/d"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "endpoint")
			if err := os.WriteFile(file, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			c := config.ServerConfiguration{DataDir: t.TempDir(), Datastore: config.Datastore{Type: test.kind, EndpointFile: file}}
			_, err := Open(context.Background(), c, mine)
			known := exit.Of(part, err)
			if known.Reason != exit.InvalidConfiguration || strings.Contains(known.Message, "hidden") {
				t.Errorf("%v", known)
			}
		})
	}
}

func TestSecretsAreTakenOutOfErrors(t *testing.T) {
	clean := withoutSecrets(errors.New("login with hidden at u:hidden@h"), []string{"", "hidden"})
	if message := clean.Error(); strings.Contains(message, "hidden") || !strings.Contains(message, "u:***@h") {
		t.Error(message)
	}
}
