package tunnel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"

	"golang.org/x/sys/unix"
	"k8s.io/klog/v2"
	"nestling.dev/nestlet/internal/process"
)

const (
	childStart = 10 * time.Second
	childStop  = time.Second
)

// Child is the process that speaks with agents.
type Child interface {
	// Socket is where it listens.
	Socket() string
	// Ready returns once it listens.
	Ready() error
	// Stop ends it; it does not come back.
	Stop()
}

// childProcess is this program again, with no rights and no files but a socket. It is started when the first agent calls, so that a cluster
// without nodes has none, and again by the next agent that calls after it died.
type childProcess struct {
	socket  string
	command func() *exec.Cmd
	mutex   sync.Mutex
	running *process.Tied
	stopped bool
}

// NewChild makes the child of the server with this id, one of so many that share an address.
func NewChild(socket, id string, servers int) Child {
	return &childProcess{socket: socket, command: func() *exec.Cmd {
		command := exec.Command("/proc/self/exe", "tunnel", "--socket", socket, "--id", id, "--servers", fmt.Sprint(servers))
		command.Stderr = os.Stderr
		// Nothing of the server's; and agents that send much and take little are not to use up the server's memory.
		command.Env = []string{"GOMEMLIMIT=96MiB", "GOGC=50"}
		return command
	}}
}

func (c *childProcess) Socket() string { return c.socket }

func (c *childProcess) Ready() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.stopped {
		return errEnding
	}
	if c.running != nil {
		select {
		case <-c.running.Done():
		default:
			return nil
		}
	}
	if err := os.Remove(c.socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	// When this process dies, whatever it dies of, nobody else ends the child.
	started, err := process.StartTied(c.command(), unix.SIGKILL)
	if err != nil {
		return err
	}
	if err := c.awaitSocket(started); err != nil {
		started.Stop(0)
		return err
	}
	c.running = started
	go func() {
		<-started.Done()
		klog.Background().Info("The tunnel's child has ended; the next agent that calls starts another", "code", started.ExitCode())
	}()
	return nil
}

func (c *childProcess) awaitSocket(child *process.Tied) error {
	ctx, cancel := context.WithTimeout(context.Background(), childStart)
	defer cancel()
	for {
		if connection, err := new(net.Dialer).DialContext(ctx, "unix", c.socket); err == nil {
			return connection.Close()
		}
		select {
		case <-child.Done():
			return fmt.Errorf("it ended: %v", child.Err())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (c *childProcess) Stop() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.stopped = true
	if c.running != nil {
		c.running.Stop(childStop)
	}
}
