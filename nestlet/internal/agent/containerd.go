package agent

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"text/template"
	"time"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/process"
)

//go:embed containerd.toml
var containerdTemplate string

//go:embed conflist.json
var conflistTemplate string

// containerdStart is how long a containerd may take until it answers; a machine under load takes several seconds.
const containerdStart = 60 * time.Second

// containerd is where the container runtime of this node is.
type containerd struct {
	socket string
	// program is what the agent started; nil if the runtime is somebody else's.
	program *process.Tied
}

// containerdSettings are the values of the configuration template.
type containerdSettings struct {
	Root, State, Socket, SandboxImage, Snapshotter, Runc, ConfDir, ConfTemplate, Opt string
	BinDirs                                                                          []string
}

// startContainerd runs a containerd whose every file is below the data directory, and waits until its socket answers.
func startContainerd(ctx context.Context, c *Configuration) (*containerd, error) {
	if c.Containerd.Socket != "" {
		return &containerd{socket: c.Containerd.Socket}, nil
	}
	directory := filepath.Join(c.DataDir, "containerd")
	settings, err := prepareContainerd(c, directory)
	if err != nil {
		return nil, err
	}
	command := exec.Command(filepath.Join(c.Containerd.BinariesDir, "containerd"), "--config", filepath.Join(directory, "config.toml"))
	command.Env = append(os.Environ(), "PATH="+c.Containerd.BinariesDir+":"+os.Getenv("PATH"))
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	program, err := process.StartTied(command, unix.SIGTERM)
	if err != nil {
		return nil, fmt.Errorf("starting containerd: %w", err)
	}
	started := &containerd{socket: settings.Socket, program: program}
	return started, started.waitForSocket(ctx)
}

func prepareContainerd(c *Configuration, directory string) (*containerdSettings, error) {
	runc, err := findRunc(c.Containerd.BinariesDir)
	if err != nil {
		return nil, err
	}
	confDir, confTemplate := filepath.Join(c.DataDir, "cni"), filepath.Join(directory, "conflist.template")
	if c.CNIConfDir != "" {
		confDir, confTemplate = c.CNIConfDir, ""
	}
	settings := &containerdSettings{
		Root:         filepath.Join(directory, "root"),
		State:        filepath.Join(runDir(c.DataDir), "state"),
		Socket:       filepath.Join(runDir(c.DataDir), "containerd.sock"),
		Opt:          filepath.Join(directory, "opt"),
		SandboxImage: c.Containerd.SandboxImage,
		Snapshotter:  snapshotterFor(c.DataDir),
		Runc:         runc,
		ConfDir:      confDir,
		ConfTemplate: confTemplate,
		BinDirs:      c.CNIBinaryDirs,
	}
	// containerd renders the template only into an empty directory: the file of an earlier life would keep the range that the node had then.
	if confTemplate != "" {
		if err := os.RemoveAll(confDir); err != nil {
			return nil, err
		}
	}
	for _, dir := range []string{directory, confDir, settings.State} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	config, err := settings.render()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(directory, "config.toml"), config, 0o600); err != nil {
		return nil, err
	}
	if confTemplate == "" {
		return settings, nil
	}
	conflist := strings.ReplaceAll(conflistTemplate, "@DATA_DIR@", filepath.Join(c.DataDir, "cni-addresses"))
	return settings, os.WriteFile(confTemplate, []byte(conflist), 0o600)
}

// runDir is where containerd keeps what must not outlive a boot: /run is emptied by it, the data directory is not.
func runDir(dataDir string) string {
	sum := sha256.Sum256([]byte(dataDir))
	return filepath.Join("/run/nestling", hex.EncodeToString(sum[:4]))
}

func (s *containerdSettings) render() ([]byte, error) {
	parsed, err := template.New("containerd.toml").Funcs(template.FuncMap{"quote": tomlString}).Parse(containerdTemplate)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = parsed.Execute(&out, s)
	return out.Bytes(), err
}

// A TOML basic string has the escapes of a Go string, for the characters that a path can have.
func tomlString(value string) string { return fmt.Sprintf("%q", value) }

func findRunc(binariesDir string) (string, error) {
	own := filepath.Join(binariesDir, "runc")
	if _, err := os.Stat(own); err == nil {
		return own, nil
	}
	path, err := exec.LookPath("runc")
	if err != nil {
		return "", fmt.Errorf("no runc in %s or on the PATH", binariesDir)
	}
	return path, nil
}

// snapshotterFor avoids an overlay on an overlay, which Linux refuses.
func snapshotterFor(dir string) string {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err == nil && fs.Type == unix.OVERLAYFS_SUPER_MAGIC {
		return "native"
	}
	return "overlayfs"
}

func (r *containerd) waitForSocket(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, containerdStart)
	defer cancel()
	dialer := net.Dialer{}
	for {
		if connection, err := dialer.DialContext(ctx, "unix", r.socket); err == nil {
			return connection.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("containerd did not answer at %s within %s", r.socket, containerdStart)
		case <-r.exited():
			return fmt.Errorf("containerd ended while starting: %v", r.program.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// exited is closed when the containerd that the agent started has ended; for another's it never is.
func (r *containerd) exited() <-chan struct{} {
	if r.program == nil {
		return nil
	}
	return r.program.Done()
}

// stop ends containerd and leaves the pods running: their shims are adopted again by the next one.
func (r *containerd) stop() {
	if r.program != nil {
		r.program.Stop(10 * time.Second)
	}
}

func platform() string { return "linux/" + runtime.GOARCH }
