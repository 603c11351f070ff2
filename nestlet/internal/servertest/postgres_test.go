package servertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"nestling.dev/nestlet/internal/exit"
)

// TestPostgreSQL runs a whole server on a database, then another cluster's and one with a wrong password.
func TestPostgreSQL(t *testing.T) {
	socket := startPostgres(t)
	endpoint := func(password string) string {
		return fmt.Sprintf("postgres://nested:%s@/nested?host=%s&sslmode=disable", password, socket)
	}
	s := keepsDataAndRefusesOthers(t, func(t *testing.T, s *site) { s.use(t, "PostgreSQL", endpoint(databasePassword), "") })
	deniesAWrongPassword(t, s, endpoint(wrongPassword), "password authentication failed")
}

// TestTwoServersOnPostgreSQL share a database that they reach by TLS. When the one that leads ends, the other one takes over.
func TestTwoServersOnPostgreSQL(t *testing.T) {
	port, authority := freePort(t), newDatabaseAuthority(t)
	startPostgres(t, "listen_addresses=127.0.0.1", fmt.Sprintf("port=%d", port), "ssl=on",
		"ssl_cert_file="+authority.path("apiserver.crt"), "ssl_key_file="+authority.path("apiserver.key"))
	endpoint := fmt.Sprintf("postgres://nested:%s@127.0.0.1:%d/nested", databasePassword, port)
	first, second := newSite(t), newSite(t)
	second.becomeReplicaOf(t, first)
	for _, s := range []*site{first, second} {
		s.use(t, "PostgreSQL", endpoint, ", caFile: "+authority.path("ca.crt"))
		s.lines += "leaderElection: true\n"
	}
	leader := first.startReady(t)
	before := leads(t, first, "one")
	follower := second.startReady(t)
	if err := leader.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := leader.awaitEnd(t, time.Minute); code != exit.CodeOK {
		t.Errorf("exit code %d: %v", code, leader.tail(3))
	}
	eventually(t, "the lease of the other server", time.Minute, func(context.Context) error {
		if holder := leads(t, second, "one"); holder == before || holder == "" {
			return fmt.Errorf("held by %q", holder)
		}
		return nil
	})
	leads(t, second, "two")
	select {
	case <-follower.done:
		t.Errorf("the follower ended: %v", follower.tail(3))
	default:
	}

	stranger := newSite(t)
	stranger.use(t, "PostgreSQL", endpoint, ", caFile: "+stranger.path("pki", "ca.crt"))
	last := stranger.start(t).expectExit(t, exit.CodeUnreachable, exit.DatastoreUnreachable)
	requireContains(t, last.Message, "certificate signed by unknown authority")
}

// becomeReplicaOf gives this site the other one's keys and identity.
func (s *site) becomeReplicaOf(t *testing.T, other *site) {
	t.Helper()
	s.identity = other.identity
	if err := os.RemoveAll(s.path("pki")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other.path("pki"), s.path("pki")); err != nil {
		t.Fatal(err)
	}
}

// leads waits until some server has the lease and controllers run, and gives the holder's name.
func leads(t *testing.T, s *site, namespace string) string {
	t.Helper()
	client := s.admin(t)
	holder := ""
	eventually(t, "the lease", time.Minute, func(ctx context.Context) error {
		lease, err := client.CoordinationV1().Leases("kube-system").Get(ctx, "nestlet-controllers", metav1.GetOptions{})
		if err == nil && lease.Spec.HolderIdentity != nil {
			holder = *lease.Spec.HolderIdentity
		}
		return err
	})
	wanted := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
	if _, err := client.CoreV1().Namespaces().Create(context.Background(), wanted, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
		t.Fatal(err)
	}
	eventually(t, "the controllers of the leader", time.Minute, func(ctx context.Context) error {
		_, err := client.CoreV1().ServiceAccounts(namespace).Get(ctx, "default", metav1.GetOptions{})
		return err
	})
	return holder
}

// startPostgres runs a server of its own with its socket in a temporary directory, and gives that directory.
func startPostgres(t *testing.T, settings ...string) string {
	t.Helper()
	initdb := findInitdb(t)
	dir, attributes := databaseDirectory(t)
	run := func(name string, arguments ...string) *exec.Cmd {
		command := exec.Command(filepath.Join(filepath.Dir(initdb), name), arguments...)
		command.SysProcAttr, command.Dir = attributes, dir
		return command
	}
	if output, err := run("initdb", "-D", dir+"/data", "-U", "postgres", "-A", "scram-sha-256", "--auth-local=trust", "-N").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	arguments := []string{"-D", dir + "/data", "-k", dir, "-c", "listen_addresses="}
	for _, setting := range settings {
		arguments = append(arguments, "-c", setting)
	}
	server := run("postgres", arguments...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Signal(syscall.SIGQUIT); _ = server.Wait() })
	eventually(t, "PostgreSQL", time.Minute, func(context.Context) error {
		statement := "CREATE ROLE nested LOGIN PASSWORD '" + databasePassword + "'"
		return run("psql", "-h", dir, "-p", portOf(settings), "-U", "postgres", "-c", statement).Run()
	})
	if output, err := run("createdb", "-h", dir, "-p", portOf(settings), "-U", "postgres", "-O", "nested", "nested").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	if err := os.WriteFile(dir+"/data/pg_hba.conf", []byte("local all postgres trust\nlocal all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := server.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	return dir
}

func portOf(settings []string) string {
	for _, setting := range settings {
		if port, ok := strings.CutPrefix(setting, "port="); ok {
			return port
		}
	}
	return "5432"
}

func findInitdb(t *testing.T) string {
	t.Helper()
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
		if len(found) == 0 {
			t.Skip("PostgreSQL is not installed (apt-get install postgresql)")
		}
		initdb = found[len(found)-1]
	}
	if initdb, err = filepath.EvalSymlinks(initdb); err != nil {
		t.Fatal(err)
	}
	return initdb
}
