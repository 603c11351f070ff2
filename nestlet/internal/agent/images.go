package agent

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"k8s.io/klog/v2"
)

// kubernetesNamespace is where containerd keeps what the kubelet sees.
const kubernetesNamespace = "k8s.io"

// archive is the state of an image file when it was imported; another size or time is another image.
type archive struct {
	Size     int64 `json:"size"`
	Modified int64 `json:"modified"`
}

// importImages imports every *.tar of the images directories that this containerd does not have yet. Imported images are pinned: the
// kubelet must not collect what no registry could give back.
func importImages(ctx context.Context, c *Configuration, runtime *containerd) error {
	var files []string
	for _, dir := range c.ImagesDirs {
		found, err := filepath.Glob(filepath.Join(dir, "*.tar"))
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	ledger := filepath.Join(c.DataDir, "images.json")
	imported := readLedger(ledger)
	for _, file := range files {
		state, err := archiveState(file)
		if err != nil {
			return err
		}
		if imported[file] == state {
			continue
		}
		if err := importImage(ctx, c, runtime, file); err != nil {
			return err
		}
		imported[file] = state
		if err := writeLedger(ledger, imported); err != nil {
			return err
		}
	}
	return nil
}

func importImage(ctx context.Context, c *Configuration, runtime *containerd, file string) error {
	klog.FromContext(ctx).Info("Importing images", "file", file)
	ctr := filepath.Join(c.Containerd.BinariesDir, "ctr")
	if c.Containerd.BinariesDir == "" {
		ctr = "ctr"
	}
	command := exec.CommandContext(ctx, ctr, "--address", runtime.socket, "--namespace", kubernetesNamespace, "images", "import",
		"--platform", platform(), "--snapshotter", snapshotterFor(c.DataDir), "--label", "io.cri-containerd.pinned=pinned", file)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("importing %s: %w: %s", file, err, out)
	}
	return nil
}

func archiveState(file string) (archive, error) {
	info, err := os.Stat(file)
	if err != nil {
		return archive{}, err
	}
	return archive{Size: info.Size(), Modified: info.ModTime().UnixNano()}, nil
}

// readLedger treats a missing or damaged ledger as an empty one: importing twice is slow, not wrong.
func readLedger(path string) map[string]archive {
	imported := map[string]archive{}
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &imported) != nil {
		return map[string]archive{}
	}
	return imported
}

func writeLedger(path string, imported map[string]archive) error {
	data, err := json.Marshal(imported)
	if err != nil {
		return err
	}
	temporary := path + ".new"
	if err := os.WriteFile(temporary, data, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
