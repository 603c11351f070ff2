package servertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/pki"
)

const (
	databasePassword = "n0t-for-anyone"
	wrongPassword    = "wr0ng-passw0rd"
)

// use makes the site's datastore one outside of it; files are further fields of the datastore.
func (s *site) use(t *testing.T, kind, endpoint, files string) {
	t.Helper()
	if err := os.WriteFile(s.path("endpoint"), []byte(endpoint+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.lines = fmt.Sprintf("datastore: {type: %s, endpointFile: %s%s}\n", kind, s.path("endpoint"), files)
}

// keepsDataAndRefusesOthers runs a whole server on an empty datastore, twice, and a server of another cluster beside it.
func keepsDataAndRefusesOthers(t *testing.T, use func(*testing.T, *site)) *site {
	t.Helper()
	first, second := newSite(t), newSite(t)
	second.identity = "second"
	use(t, first)
	use(t, second)
	p := first.startReady(t)
	object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "kept"}}
	if _, err := first.admin(t).CoreV1().ConfigMaps("default").Create(context.Background(), object, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	last := second.start(t).expectExit(t, exit.CodeForeign, exit.ForeignDatastore)
	requireContains(t, last.Message, `this one is "second"`)
	for range 2 {
		if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if code := p.awaitEnd(t, time.Minute); code != exit.CodeOK {
			t.Errorf("exit code %d: %v", code, p.tail(3))
		}
		p = first.startReady(t)
		if _, err := first.admin(t).CoreV1().ConfigMaps("default").Get(context.Background(), "kept", metav1.GetOptions{}); err != nil {
			t.Error(err)
		}
	}
	_ = p.command.Process.Kill()
	<-p.done
	return first
}

// deniesAWrongPassword with the database's own words, and without showing the password.
func deniesAWrongPassword(t *testing.T, s *site, endpoint, message string) {
	t.Helper()
	if err := os.WriteFile(s.path("endpoint"), []byte(endpoint), 0o600); err != nil {
		t.Fatal(err)
	}
	denied := s.start(t)
	last := denied.expectExit(t, exit.CodeUnreachable, exit.DatastoreAccessDenied)
	requireContains(t, last.Message, message)
	if strings.Contains(strings.Join(denied.lines(), "\n"), wrongPassword) {
		t.Error("the password was printed")
	}
}

// nobody runs databases in tests of root: they refuse to run as root.
const nobody = 65534

// databaseDirectory is a temporary directory of the user that the attributes make a process run as.
func databaseDirectory(t *testing.T) (string, *syscall.SysProcAttr) {
	t.Helper()
	dir, err := os.MkdirTemp("", "db-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	attributes := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() == 0 {
		attributes.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	return dir, attributes
}

// databaseAuthority is a directory of certificates for a database on loopback: apiserver is its pair, admin a client's.
type databaseAuthority string

func newDatabaseAuthority(t *testing.T) databaseAuthority {
	t.Helper()
	dir, _ := databaseDirectory(t)
	if err := pki.EnsureDirectory(dir, pki.Options{}); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(filepath.Join(dir, "apiserver.key"), nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	return databaseAuthority(dir)
}

func (a databaseAuthority) path(file string) string { return filepath.Join(string(a), file) }
