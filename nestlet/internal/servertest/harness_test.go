// Package servertest runs the built binary as a child process, as an unprivileged user would: one port on loopback, one directory.
package servertest

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/pki"
)

// startLimit is generous: a loaded machine is no failure of the server.
const startLimit = 120 * time.Second

// site is a directory with everything that a server needs: certificates, configuration, data.
type site struct {
	dir      string
	port     int
	identity string
	// lines are added to the configuration, after the network.
	lines string
	// stdout is a file for it; empty for nowhere.
	stdout string
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{dir: t.TempDir(), port: freePort(t), identity: "identity-of-" + t.Name()}
	s.mint(t)
	return s
}

func (s *site) mint(t *testing.T) {
	t.Helper()
	if err := pki.EnsureDirectory(s.path("pki"), pki.Options{SANs: []string{"10.181.0.1"}}); err != nil {
		t.Fatal(err)
	}
}

func (s *site) path(elements ...string) string {
	return filepath.Join(append([]string{s.dir}, elements...)...)
}

func (s *site) database() string {
	return s.path("data", "datastore", "state.db")
}

func (s *site) configuration() string {
	return fmt.Sprintf(`apiVersion: nestlet.nestling.dev/v1alpha1
kind: ServerConfiguration
identity: %s
dataDir: %s
bind: {address: 127.0.0.1, port: %d}
advertise: {address: 192.0.2.10, port: 6443}
certificates: %s
network:
  podCIDRs: [10.180.0.0/16]
  serviceCIDRs: [10.181.0.0/16]
%s`, s.identity, s.path("data"), s.port, s.path("pki"), s.lines)
}

// process is a running or ended server.
type process struct {
	site    *site
	command *exec.Cmd
	// done is closed when the process has ended and its output is complete.
	done   chan struct{}
	mutex  sync.Mutex
	output []string
}

// start runs the server without waiting for anything. The test's end kills it.
func (s *site) start(t *testing.T) *process {
	t.Helper()
	if err := os.WriteFile(s.path("config.yaml"), []byte(s.configuration()), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &process{site: s, command: exec.Command(binary(t), "server", "--config", s.path("config.yaml")), done: make(chan struct{})}
	stderr, err := p.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if s.stdout != "" {
		file, err := os.Create(s.stdout)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		p.command.Stdout = file
	}
	p.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		lines := bufio.NewScanner(stderr)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			p.mutex.Lock()
			p.output = append(p.output, lines.Text())
			p.mutex.Unlock()
		}
		_ = p.command.Wait()
	}()
	t.Cleanup(func() {
		_ = p.command.Process.Kill()
		<-p.done
		if t.Failed() {
			t.Logf("last lines of the server:\n%s", strings.Join(p.tail(25), "\n"))
		}
	})
	return p
}

func (p *process) lines() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return append([]string(nil), p.output...)
}

func (p *process) tail(count int) []string {
	lines := p.lines()
	return lines[max(0, len(lines)-count):]
}

// startReady waits until /readyz answers 200.
func (s *site) startReady(t *testing.T) *process {
	t.Helper()
	p := s.start(t)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: s.trust(t), DisableKeepAlives: true}, Timeout: 5 * time.Second}
	deadline := time.Now().Add(startLimit)
	for time.Now().Before(deadline) {
		select {
		case <-p.done:
			t.Fatalf("the server ended while it started: %v", p.tail(3))
		case <-time.After(50 * time.Millisecond):
		}
		response, err := client.Get(s.url("/readyz"))
		if err != nil {
			continue
		}
		_ = response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return p
		}
	}
	t.Fatalf("not ready after %s", startLimit)
	return nil
}

func (s *site) url(path string) string {
	return fmt.Sprintf("https://127.0.0.1:%d%s", s.port, path)
}

func (s *site) trust(t *testing.T) *tls.Config {
	t.Helper()
	authority, err := os.ReadFile(s.path("pki", "ca.crt"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		t.Fatal("ca.crt has no certificate")
	}
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// admin is a client with the published credentials' group, without client-side throttling.
func (s *site) admin(t *testing.T) *kubernetes.Clientset {
	t.Helper()
	client, err := kubernetes.NewForConfig(&rest.Config{
		Host: s.url(""),
		TLSClientConfig: rest.TLSClientConfig{
			CAFile:   s.path("pki", "ca.crt"),
			CertFile: s.path("pki", "admin.crt"),
			KeyFile:  s.path("pki", "admin.key"),
		},
		QPS:   -1,
		Proxy: http.ProxyURL(nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// exitLine is the JSON object that ends stderr.
type exitLine struct {
	Nestlet string      `json:"nestlet"`
	Code    int         `json:"code"`
	Part    string      `json:"part"`
	Reason  exit.Reason `json:"reason"`
	Message string      `json:"message"`
}

// awaitEnd gives the exit code.
func (p *process) awaitEnd(t *testing.T, limit time.Duration) int {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(limit):
		t.Fatalf("the server still runs after %s", limit)
	}
	return p.command.ProcessState.ExitCode()
}

// expectExit waits for the end and checks code and reason, in the exit code and in the last line.
func (p *process) expectExit(t *testing.T, code int, reason exit.Reason) exitLine {
	t.Helper()
	got := p.awaitEnd(t, startLimit)
	lines := p.lines()
	var last exitLine
	if len(lines) == 0 || json.Unmarshal([]byte(lines[len(lines)-1]), &last) != nil {
		t.Fatalf("exit code %d, and the last line is no JSON object: %v", got, p.tail(2))
	}
	if got != code || last.Code != code || last.Reason != reason || last.Nestlet != "exit" {
		t.Fatalf("exit code %d, last line %+v; want %d, %s", got, last, code, reason)
	}
	return last
}

func binary(t *testing.T) string {
	t.Helper()
	path := os.Getenv("NESTLET")
	if path == "" {
		t.Fatal("NESTLET must name the built binary; nestlet/build.sh test sets it")
	}
	if _, err := os.Stat(path); err != nil { // also tells the test cache that the result depends on this file
		t.Fatal(err)
	}
	return path
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func requireContains(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q does not contain %q", text, part)
	}
}

func eventually(t *testing.T, what string, limit time.Duration, holds func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	err := errors.New("never tried")
	for ctx.Err() == nil {
		if err = holds(ctx); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s: not within %s: %v", what, limit, err)
}
