package durable

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheNewContentReplacesTheOldWithItsMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o600, 0o644} {
		if err := WriteFile(path, []byte("new"), mode); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil || string(data) != "new" {
			t.Errorf("%q, %v", data, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode() != mode {
			t.Errorf("mode %v, not %v: %v", info.Mode(), mode, err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("left beside the file: %v, %v", entries, err)
	}
}

func TestAFileInTheWorkingDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := WriteFile("file", []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestSymbolicLinksAreReplacedAndNotFollowed(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	if err := os.WriteFile(victim, []byte("untouched"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "file")
	for _, link := range []string{path, path + ".new"} {
		if err := os.Symlink(victim, link); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteFile(path, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(victim); err != nil || string(data) != "untouched" {
		t.Errorf("the link's target: %q, %v", data, err)
	}
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		t.Errorf("the file is no regular one: %v, %v", info, err)
	}
}

func TestAFailureLeavesTheOldContentAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	// A directory that is not empty can't be replaced by a file.
	if err := os.MkdirAll(filepath.Join(path, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(path, []byte("new"), 0o600); err == nil {
		t.Error("a directory was replaced")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

const tracedChild = "NESTLET_TEST_DURABLE_DIR"

// TestOrderOnTheDisk looks at the system calls: the content before its name, the name before the return; and a directory's name, too.
func TestOrderOnTheDisk(t *testing.T) {
	if dir := os.Getenv(tracedChild); dir != "" {
		err := MkdirAll(filepath.Join(dir, "a", "b"), 0o700)
		if err = errors.Join(err, WriteFile(filepath.Join(dir, "a", "b", "file"), []byte("x"), 0o600)); err != nil {
			t.Fatal(err)
		}
		return
	}
	dir := t.TempDir()
	trace := traceOf(t, "TestOrderOnTheDisk", dir)
	var steps []string
	for _, call := range regexp.MustCompile(`(fsync\(\d+<|rename\w*\([^"]*")([^">]*)`).FindAllStringSubmatch(trace, -1) {
		if relative, found := strings.CutPrefix(call[2], dir); found {
			relative = regexp.MustCompile(`\.file-\d+`).ReplaceAllString(relative, "temporary")
			steps = append(steps, strings.TrimRight(call[1][:6], "(")+" "+relative)
		}
	}
	want := []string{"fsync /a", "fsync ", "fsync /a/b/temporary", "rename /a/b/temporary", "fsync /a/b"}
	if !slices.Equal(steps, want) {
		t.Errorf("got %q, want %q in\n%s", steps, want, trace)
	}
}

// traceOf runs the test alone in a process that is traced.
func traceOf(t *testing.T, test, dir string) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: the syncs can't be seen (apt-get install strace)")
	}
	report := filepath.Join(t.TempDir(), "trace")
	command := exec.Command(strace, "-f", "-y", "-qq", "-e", "trace=fsync,/^rename", "-o", report, os.Args[0], "-test.run=^"+test+"$")
	command.Env = append(os.Environ(), tracedChild+"="+dir)
	if output, err := command.CombinedOutput(); err != nil {
		if strings.Contains(string(output), "Operation not permitted") {
			t.Skipf("this machine allows no tracing: %s", output)
		}
		t.Fatalf("%v: %s", err, output)
	}
	trace, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	return string(trace)
}
