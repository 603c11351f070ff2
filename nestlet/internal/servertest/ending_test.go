package servertest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"nestling.dev/nestlet/internal/exit"
)

// TestSIGTERMEndsInOrder holds watches open, as kubelets and operators do: upstream would wait a minute for them.
func TestSIGTERMEndsInOrder(t *testing.T) {
	s := newSite(t)
	p := s.startReady(t)
	for range 20 {
		watcher, err := s.admin(t).CoreV1().ConfigMaps("").Watch(context.Background(), metav1.ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer watcher.Stop()
	}
	begin := time.Now()
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.awaitEnd(t, time.Minute); code != exit.CodeOK {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
	order := []string{`"part":"kube-controller-manager"`, `"part":"kube-scheduler"`, `"part":"kube-apiserver"`}
	var seen []string
	for _, line := range p.lines() {
		// A machine under load may leave a part behind: the order and the checkpoint hold all the same.
		if strings.Contains(line, "A part has ended") || strings.Contains(line, "A part is left behind") {
			seen = append(seen, line)
		}
		if strings.Contains(line, "not closed cleanly") {
			t.Error(line)
		}
	}
	if len(seen) != len(order) {
		t.Fatalf("ends: %v", seen)
	}
	for i := range order {
		requireContains(t, seen[i], order[i])
	}
	if log, err := os.Stat(s.database() + "-wal"); err == nil && log.Size() > 0 {
		t.Errorf("the write-ahead log has %d bytes: no checkpoint", log.Size())
	}
}

// TestSIGKILLLosesNothingAcknowledged kills the server in the middle of writes.
func TestSIGKILLLosesNothingAcknowledged(t *testing.T) {
	s := newSite(t)
	acknowledged := map[string]bool{}
	for round := range 2 {
		p := s.startReady(t)
		verify(t, s, acknowledged)
		var mutex sync.Mutex
		var writers sync.WaitGroup
		for writer := range 8 {
			client := s.admin(t).CoreV1().ConfigMaps("default")
			writers.Go(func() {
				for i := 0; ; i++ {
					name := fmt.Sprintf("round-%d-writer-%d-%d", round, writer, i)
					if _, err := client.Create(context.Background(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{}); err != nil {
						return
					}
					mutex.Lock()
					acknowledged[name] = true
					mutex.Unlock()
				}
			})
		}
		time.Sleep(time.Second + rand.N(time.Second))
		if err := p.command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		writers.Wait()
		<-p.done
	}
	s.startReady(t)
	verify(t, s, acknowledged)
	if len(acknowledged) < 20 {
		t.Errorf("only %d writes were acknowledged: the test says nothing", len(acknowledged))
	}
}

func verify(t *testing.T, s *site, acknowledged map[string]bool) {
	t.Helper()
	list, err := s.admin(t).CoreV1().ConfigMaps("default").List(context.Background(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, object := range list.Items {
		found[object.Name] = true
	}
	for name := range acknowledged {
		if !found[name] {
			t.Errorf("%s was acknowledged and is gone", name)
		}
	}
}

func TestPortInUse(t *testing.T) {
	s := newSite(t)
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", s.port))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	last := s.start(t).expectExit(t, exit.CodePartFailed, exit.PartFailed)
	if last.Part != "kube-apiserver" {
		t.Errorf("part %s", last.Part)
	}
	requireContains(t, last.Message, fmt.Sprintf("127.0.0.1:%d: bind: address already in use", s.port))
}

func TestWrongConfiguration(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(*site)
		message string
	}{
		"unknown field": {func(s *site) { s.lines = "apiServer: {extraArg: []}\n" }, `unknown field "apiServer.extraArg"`},
		"owned flag":    {func(s *site) { s.lines = "apiServer: {extraArgs: [{name: secure-port, value: '1'}]}\n" }, "apiServer.extraArgs[0].name: Forbidden"},
		"unknown flag":  {func(s *site) { s.lines = "scheduler: {extraArgs: [{name: colour, value: blue}]}\n" }, "scheduler.extraArgs: unknown flag: --colour"},
		"impossible value": {func(s *site) {
			s.lines = "controllerManager: {extraArgs: [{name: concurrent-gc-syncs, value: many}]}\n"
		}, "controllerManager.extraArgs: invalid argument"},
		"missing file": {func(s *site) { _ = os.Remove(s.path("pki", "scheduler.key")) }, "scheduler.key\": no such file or directory"},
		"missing CA":   {func(s *site) { _ = os.WriteFile(s.path("pki", "ca.crt"), []byte("nothing"), 0o600) }, "certificates: ca.crt has no PEM certificate"},
		"upstream's checks": {func(s *site) {
			s.lines = "apiServer: {extraArgs: [{name: service-node-port-range, value: 70000-70001}]}\n"
		}, "apiServer.extraArgs"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			test.change(s)
			last := s.start(t).expectExit(t, exit.CodeConfiguration, exit.InvalidConfiguration)
			requireContains(t, last.Message, test.message)
		})
	}
}

// TestOneServerPerDataDirectory refuses the second one, on another port too, and the first does not notice.
func TestOneServerPerDataDirectory(t *testing.T) {
	s := newSite(t)
	s.startReady(t)
	second := &site{dir: s.dir, port: freePort(t), identity: s.identity}
	last := second.start(t).expectExit(t, exit.CodePartFailed, exit.PartFailed)
	requireContains(t, last.Message, "is there another one?")
	object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "still-written"}}
	if _, err := s.admin(t).CoreV1().ConfigMaps("default").Create(context.Background(), object, metav1.CreateOptions{}); err != nil {
		t.Error(err)
	}
}

// TestSIGTERMWhileTheDatastoreIsAwaited is an orderly end like any other.
func TestSIGTERMWhileTheDatastoreIsAwaited(t *testing.T) {
	s := newSite(t)
	s.use(t, "PostgreSQL", fmt.Sprintf("postgres://nested@127.0.0.1:%d/nested?sslmode=disable", freePort(t)), "")
	p := s.start(t)
	eventually(t, "the port of the server", time.Minute, func(context.Context) error {
		connection, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.port))
		if err == nil {
			err = connection.Close()
		}
		return err
	})
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.awaitEnd(t, time.Minute); code != exit.CodeOK {
		t.Errorf("exit code %d: %v", code, p.tail(1))
	}
}
