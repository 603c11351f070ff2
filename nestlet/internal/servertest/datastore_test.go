package servertest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"nestling.dev/nestlet/internal/exit"
)

// used is a site whose server has run and ended.
func used(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	p := s.startReady(t)
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.awaitEnd(t, time.Minute); code != exit.CodeOK {
		t.Fatalf("exit code %d", code)
	}
	return s
}

func TestRefusedDataIsNotTouched(t *testing.T) {
	s := used(t)
	original, err := os.ReadFile(s.database())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change  func(*testing.T, *site)
		code    int
		reason  exit.Reason
		message string
	}{
		"another identity": {func(_ *testing.T, s *site) { s.identity = "another" }, exit.CodeForeign, exit.ForeignDatastore, `this one is "another"`},
		"another CA": {func(t *testing.T, s *site) {
			if err := os.RemoveAll(s.path("pki")); err != nil {
				t.Fatal(err)
			}
			s.mint(t)
		}, exit.CodeForeign, exit.ForeignDatastore, "the datastore was made with the cluster CA sha256:"},
		"no stamp": {func(t *testing.T, s *site) { execute(t, s, "DELETE FROM kine WHERE name = '/nestling.dev/identity'") },
			exit.CodeForeign, exit.ForeignDatastore, "no identity stamp"},
		"another program": {func(t *testing.T, s *site) {
			if err := os.Remove(s.database()); err != nil {
				t.Fatal(err)
			}
			execute(t, s, "CREATE TABLE songs (title TEXT)")
		}, exit.CodeForeign, exit.ForeignDatastore, "a database of another program"},
		"damaged page": {func(t *testing.T, s *site) { overwrite(t, s, 3*4096) }, exit.CodeDamaged, exit.DatastoreCorrupt, "damaged"},
		"no database":  {func(t *testing.T, s *site) { overwrite(t, s, 0) }, exit.CodeDamaged, exit.DatastoreCorrupt, "file is not a database"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(s.database(), original, 0o600); err != nil {
				t.Fatal(err)
			}
			changed := &site{dir: s.dir, port: s.port, identity: s.identity}
			test.change(t, changed)
			before := checksum(t, changed)
			last := changed.start(t).expectExit(t, test.code, test.reason)
			requireContains(t, last.Message, test.message)
			if checksum(t, changed) != before {
				t.Error("the file was changed")
			}
		})
	}
}

func execute(t *testing.T, s *site, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file://"+s.database())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func overwrite(t *testing.T, s *site, offset int64) {
	t.Helper()
	file, err := os.OpenFile(s.database(), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt([]byte(strings.Repeat("garbage!", 1024)), offset); err != nil {
		t.Fatal(err)
	}
}

func checksum(t *testing.T, s *site) [32]byte {
	t.Helper()
	content, err := os.ReadFile(s.database())
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(content)
}

// TestFullVolume fills a volume of a hard size. What was acknowledged must still be there.
func TestFullVolume(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("mounting a volume of a hard size needs root")
	}
	s := newSite(t)
	if err := os.MkdirAll(s.path("data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", s.path("data"), "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("no tmpfs can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(s.path("data"), syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	p := s.startReady(t)
	client := s.admin(t).CoreV1().ConfigMaps("default")
	acknowledged := 0
	for range 1000 {
		object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("fill-%d", acknowledged)}, Data: map[string]string{"p": strings.Repeat("x", 100_000)}}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		_, err := client.Create(ctx, object, metav1.CreateOptions{})
		cancel()
		if err != nil {
			break
		}
		acknowledged++
	}
	last := p.expectExit(t, exit.CodeDamaged, exit.DatastoreFull)
	requireContains(t, last.Message, "the volume is full")
	keepsWhatWasAcknowledged(t, s, acknowledged)

	fill(t, s.path("data", "ballast"))
	s.start(t).expectExit(t, exit.CodeDamaged, exit.DatastoreFull)
	if err := syscall.Mount("tmpfs", s.path("data"), "tmpfs", syscall.MS_REMOUNT, "size=96m"); err != nil {
		t.Fatal(err)
	}
	s.startReady(t)
}

// fill takes the rest of a volume.
func fill(t *testing.T, name string) {
	t.Helper()
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, size := range []int{1 << 20, 4096, 1} {
		for err = nil; err == nil; {
			_, err = file.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

// keepsWhatWasAcknowledged looks at a copy, on a volume with space.
func keepsWhatWasAcknowledged(t *testing.T, s *site, acknowledged int) {
	t.Helper()
	copied := t.TempDir()
	if output, err := exec.Command("cp", "-r", s.path("data", "datastore"), copied).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	db, err := sql.Open("sqlite", "file://"+copied+"/datastore/state.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var kept int
	var verdict string
	if err := db.QueryRow("SELECT COUNT(*) FROM kine WHERE name LIKE '/registry/configmaps/default/fill-%'").Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: %s, %v", verdict, err)
	}
	if acknowledged < 10 || kept < acknowledged {
		t.Errorf("%d kept of %d acknowledged", kept, acknowledged)
	}
}

// TestUnreachableDatabase must not show the password that is in the endpoint file.
func TestUnreachableDatabase(t *testing.T) {
	s := newSite(t)
	const password = "s3cr3t-pa55word"
	dsn := fmt.Sprintf("postgres://nested:%s@127.0.0.1:%d/nested?sslmode=disable", password, freePort(t))
	if err := os.WriteFile(s.path("endpoint"), []byte(dsn+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.lines = "datastore: {type: PostgreSQL, endpointFile: " + s.path("endpoint") + "}\n"
	p := s.start(t)
	last := p.expectExit(t, exit.CodeUnreachable, exit.DatastoreUnreachable)
	requireContains(t, last.Message, "connection refused")
	if strings.Contains(strings.Join(p.lines(), "\n"), password) {
		t.Error("the password was printed")
	}
}

func TestEndpointOfAnotherType(t *testing.T) {
	s := newSite(t)
	if err := os.WriteFile(s.path("endpoint"), []byte("mysql://u:hidden@tcp(127.0.0.1:1)/x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.lines = "datastore: {type: PostgreSQL, endpointFile: " + s.path("endpoint") + "}\n"
	last := s.start(t).expectExit(t, exit.CodeConfiguration, exit.InvalidConfiguration)
	requireContains(t, last.Message, "must begin with postgres:// or postgresql:// for datastore.type PostgreSQL")
	if strings.Contains(last.Message, "hidden") {
		t.Error("the password was printed")
	}
}
