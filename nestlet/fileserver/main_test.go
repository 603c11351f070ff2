package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestWhatIsAnnouncedIsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "amd64.tar.gz"), []byte("nestling"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "directory"), 0o755); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(t.TempDir(), "log")
	if err := run(t.Context(), []string{"announce", dir, target}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	var files map[string]file
	if err := json.Unmarshal(text, &files); err != nil {
		t.Fatal(err)
	}
	want := file{SHA256: "c447e7890bbbe113ab1aa23734677041d6e0bdf4ae8e67f56fd0767697270c6b", Size: 8} // printf nestling | sha256sum
	if len(files) != 1 || files["amd64.tar.gz"] != want {
		t.Errorf("%s", text)
	}
}

func TestWrongCallsSayHowToCall(t *testing.T) {
	for _, args := range [][]string{nil, {"serve", "/"}, {"dance", "/", "x"}} {
		if err := run(t.Context(), args); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
	if err := run(t.Context(), []string{"announce", "/nowhere", "x"}); err == nil {
		t.Error("a directory that is not there: no error")
	}
}
