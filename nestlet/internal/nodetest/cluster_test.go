package nodetest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"nestling.dev/nestlet/internal/addons"
	"nestling.dev/nestlet/internal/isolation"
)

// Generous: a machine that runs other builds at the same time is several times slower than an idle one.
const (
	startLimit = 5 * time.Minute
	stepLimit  = 2 * time.Minute
)

// programs are the built files that the tests run.
type programs struct{ nestlet, runtime, images string }

// need skips the test unless everything is there that it needs.
func need(t *testing.T) programs {
	t.Helper()
	if os.Getenv("NESTLING_ROOT_TESTS") == "" {
		t.Skip("tests of whole nodes run with NESTLING_ROOT_TESTS=1, as root")
	}
	if os.Geteuid() != 0 {
		t.Fatal("NESTLING_ROOT_TESTS needs root")
	}
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	binaries := filepath.Join(root, "nestlet/bin", runtime.GOARCH)
	built, err := filepath.Glob(filepath.Join(binaries, "v1.36.*", "nestlet"))
	if err != nil || len(built) == 0 {
		t.Fatalf("no nestlet in %s: run nestlet/build.sh nestlet", binaries)
	}
	p := programs{nestlet: built[0], runtime: filepath.Join(binaries, "runtime"), images: os.Getenv("NESTLING_IMAGES")}
	if p.images == "" {
		p.images = filepath.Join(root, "images/target/images", runtime.GOARCH)
	}
	if archives, _ := filepath.Glob(filepath.Join(p.images, "pause-*.tar")); len(archives) == 0 {
		t.Fatalf("no images in %s: assemble them, or say where they are with NESTLING_IMAGES", p.images)
	}
	return p
}

// cluster is one run of `nestlet up --isolated`.
type cluster struct {
	programs programs
	dataDir  string
	command  *exec.Cmd
	ended    chan struct{}
	// ready gets the line that says so.
	ready  chan string
	stderr *syncBuffer
}

type syncBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(data []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(data)
}

func (b *syncBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}

// newDataDir is on a disk, not below a temporary directory that may be in memory.
func newDataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/var/tmp", "nestlet-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, p programs, dataDir string) *cluster {
	t.Helper()
	c := &cluster{programs: p, dataDir: dataDir, ended: make(chan struct{}), ready: make(chan string, 1), stderr: &syncBuffer{}}
	c.command = exec.Command(p.nestlet, "up", "--isolated", "--data", dataDir, "--images", p.images, "--runtime", p.runtime)
	c.command.Stderr = c.stderr
	stdout, err := c.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.ended)
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			c.ready <- lines.Text()
		}
		_ = c.command.Wait()
	}()
	// Whatever the test does, nothing of it stays on the machine.
	t.Cleanup(func() {
		_ = c.command.Process.Kill()
		<-c.ended
		if out, err := exec.Command(p.nestlet, "down", "--data", dataDir).CombinedOutput(); err != nil {
			t.Errorf("nestlet down: %v: %s", err, out)
		}
	})
	return c
}

func (c *cluster) waitReady(t *testing.T) {
	t.Helper()
	select {
	case line := <-c.ready:
		t.Log(line)
		if !strings.HasPrefix(line, "nestlet up: ready after ") || !strings.Contains(line, c.kubeconfig()) {
			t.Fatalf("not the line that was promised: %s", line)
		}
	case <-c.ended:
		t.Fatalf("ended instead of being ready: %s", c.stderr)
	case <-time.After(startLimit):
		t.Fatalf("not ready within %s: %s", startLimit, c.stderr)
	}
}

func (c *cluster) kubeconfig() string { return filepath.Join(c.dataDir, "kubeconfig") }
func (c *cluster) id() string         { return isolation.IDOf(c.dataDir) }

// terminate asks the cluster to end, and returns its exit code.
func (c *cluster) terminate(t *testing.T) int {
	t.Helper()
	began := time.Now()
	if err := c.command.Process.Signal(unix.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.ended:
	case <-time.After(stepLimit):
		t.Fatalf("still there %s after SIGTERM: %s", stepLimit, c.stderr)
	}
	t.Logf("ended %.1f s after SIGTERM", time.Since(began).Seconds())
	return c.command.ProcessState.ExitCode()
}

func (c *cluster) clients(t *testing.T) (kubernetes.Interface, *addons.Applier, dynamic.Interface) {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", c.kubeconfig())
	if err != nil {
		t.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	applier, err := addons.NewApplier(config)
	if err != nil {
		t.Fatal(err)
	}
	generic, err := dynamic.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client, applier, generic
}

// eventually repeats until it succeeds.
func eventually(t *testing.T, what string, try func(ctx context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), stepLimit)
	defer cancel()
	for {
		err := try(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// page is what a web server on this machine's network answers.
func page(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	client := &http.Client{Timeout: 5 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", url, response.Status)
	}
	return string(body), err
}
