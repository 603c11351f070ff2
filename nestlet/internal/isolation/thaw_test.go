package isolation

import (
	"os"
	"path/filepath"
	"testing"
)

func TestThawLetsAllGoOn(t *testing.T) {
	for name, test := range map[string]struct{ file, frozen, thawed string }{
		"v1": {"freezer/kubepods/pod/container/freezer.state", "FROZEN", "THAWED"},
		"v2": {"kubepods/pod/container/cgroup.freeze", "1", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			file := filepath.Join(root, test.file)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(test.frozen), 0o644); err != nil {
				t.Fatal(err)
			}
			thaw(root)
			if state, err := os.ReadFile(file); err != nil || string(state) != test.thawed {
				t.Fatalf("got %q, %v", state, err)
			}
		})
	}
}
