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
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"nestling.dev/nestlet/internal/exit"
)

const databasePassword = "n0t-for-anyone"

// TestPostgreSQL runs two clusters against one database, one after the other and with a wrong password.
func TestPostgreSQL(t *testing.T) {
	database := startPostgres(t)
	first, second := newSite(t), newSite(t)
	second.identity = "second"
	first.useDatabase(t, database, databasePassword)
	second.useDatabase(t, database, databasePassword)
	p := first.startReady(t)
	object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "kept"}}
	if _, err := first.admin(t).CoreV1().ConfigMaps("default").Create(context.Background(), object, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	last := second.start(t).expectExit(t, exit.CodeForeign, exit.ForeignDatastore)
	requireContains(t, last.Message, `this one is "second"`)
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.awaitEnd(t, time.Minute); code != exit.CodeOK {
		t.Errorf("exit code %d", code)
	}
	first.lines += "leaderElection: true\n"
	p = first.startReady(t)
	if _, err := first.admin(t).CoreV1().ConfigMaps("default").Get(context.Background(), "kept", metav1.GetOptions{}); err != nil {
		t.Error(err)
	}
	leads(t, first)
	resigns(t, p)

	const wrong = "wr0ng-passw0rd"
	first.useDatabase(t, database, wrong)
	denied := first.start(t)
	last = denied.expectExit(t, exit.CodeUnreachable, exit.DatastoreAccessDenied)
	requireContains(t, last.Message, "password authentication failed")
	if strings.Contains(strings.Join(denied.lines(), "\n"), wrong) {
		t.Error("the password was printed")
	}
}

// leads waits until this server has the lease and its controllers run.
func leads(t *testing.T, s *site) {
	t.Helper()
	client := s.admin(t)
	eventually(t, "the lease", time.Minute, func(ctx context.Context) error {
		_, err := client.CoordinationV1().Leases("kube-system").Get(ctx, "nestlet-controllers", metav1.GetOptions{})
		return err
	})
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "led"}}
	if _, err := client.CoreV1().Namespaces().Create(context.Background(), namespace, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the controllers of the leader", time.Minute, func(ctx context.Context) error {
		_, err := client.CoreV1().ServiceAccounts("led").Get(ctx, "default", metav1.GetOptions{})
		return err
	})
}

// resigns ends the server in order: exit code 0, although upstream ends a process that stops leading.
func resigns(t *testing.T, p *process) {
	t.Helper()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.awaitEnd(t, time.Minute); code != exit.CodeOK {
		t.Errorf("exit code %d: %v", code, p.tail(3))
	}
	requireContains(t, strings.Join(p.lines(), "\n"), `"part":"kube-apiserver"`)
}

func (s *site) useDatabase(t *testing.T, socket, password string) {
	t.Helper()
	dsn := fmt.Sprintf("postgres://nested:%s@/nested?host=%s&sslmode=disable", password, socket)
	if err := os.WriteFile(s.path("endpoint"), []byte(dsn), 0o600); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(s.lines, "endpointFile") {
		s.lines += "datastore: {type: PostgreSQL, endpointFile: " + s.path("endpoint") + "}\n"
	}
}

// startPostgres runs a server of its own on a socket in a temporary directory, and gives that directory.
func startPostgres(t *testing.T) string {
	t.Helper()
	initdb := findInitdb(t)
	dir, err := os.MkdirTemp("", "pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	attributes := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		const nobody = 65534
		attributes.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, arguments ...string) *exec.Cmd {
		command := exec.Command(filepath.Join(filepath.Dir(initdb), name), arguments...)
		command.SysProcAttr, command.Dir = attributes, dir
		return command
	}
	if output, err := run("initdb", "-D", dir+"/data", "-U", "postgres", "-A", "scram-sha-256", "--auth-local=trust", "-N").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	server := run("postgres", "-D", dir+"/data", "-k", dir, "-c", "listen_addresses=")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Signal(syscall.SIGQUIT); _ = server.Wait() })
	eventually(t, "PostgreSQL", time.Minute, func(context.Context) error {
		statement := "CREATE ROLE nested LOGIN PASSWORD '" + databasePassword + "'"
		return run("psql", "-h", dir, "-U", "postgres", "-c", statement).Run()
	})
	if output, err := run("createdb", "-h", dir, "-U", "postgres", "-O", "nested", "nested").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	if err := os.WriteFile(dir+"/data/pg_hba.conf", []byte("local all postgres trust\nlocal all all scram-sha-256\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := server.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	return dir
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
