package up

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/process"
)

// startLimit is how long a cluster may take to become ready. A loaded machine with large images takes minutes.
const startLimit = 10 * time.Minute

// stopGrace is how long server and agent may take to end in order.
const stopGrace = 15 * time.Second

// The agent is started again when it dies, after a pause that doubles up to the limit.
const (
	restartPause    = time.Second
	restartPauseMax = 30 * time.Second
)

// run is the life of the cluster: server and agent until ctx ends or the server dies. ready is called once, when the cluster is usable.
func (s *settings) run(ctx context.Context, ready func() error) error {
	token, err := s.writeFiles()
	if err != nil {
		return err
	}
	if err := mountHardVolumes(ctx, s.Layout.storage()); err != nil {
		return err
	}
	server, err := s.startPart("server", s.Layout.serverConfig())
	if err != nil {
		return err
	}
	defer server.Stop(stopGrace)
	agentCtx, stopAgent := context.WithCancel(ctx)
	agentEnded := make(chan struct{})
	go func() {
		defer close(agentEnded)
		s.keepAgent(agentCtx)
	}()
	// The agent goes before the server: it has last things to say to it.
	defer func() { stopAgent(); <-agentEnded }()

	cameUp := make(chan error, 1)
	go func() {
		startCtx, cancel := context.WithTimeout(agentCtx, startLimit)
		defer cancel()
		err := s.bringUp(startCtx, token)
		if err == nil {
			err = ready()
		}
		cameUp <- err
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-server.Done():
			return s.serverDied(server)
		case err := <-cameUp:
			if err != nil && ctx.Err() == nil {
				return exit.New("up", exit.PartFailed, "%v; the logs are in %s", err, s.Layout.log("*"))
			}
		}
	}
}

// serverDied passes the server's own last word on.
func (s *settings) serverDied(server *process.Tied) error {
	return exit.New("server", exit.PartFailed, "nestlet server ended with code %d: %s; see %s",
		server.ExitCode(), lastLine(s.Layout.log("server")), s.Layout.log("server"))
}

// keepAgent runs the agent until ctx ends, however often it dies: the control plane and the pods go on without it.
func (s *settings) keepAgent(ctx context.Context) {
	pause := restartPause
	for ctx.Err() == nil {
		started := time.Now()
		agent, err := s.startPart("agent", s.Layout.agentConfig())
		if err == nil {
			select {
			case <-agent.Done():
				err = fmt.Errorf("exit code %d: %s", agent.ExitCode(), lastLine(s.Layout.log("agent")))
			case <-ctx.Done():
				agent.Stop(stopGrace)
				return
			}
		}
		if time.Since(started) > restartPauseMax {
			pause = restartPause
		}
		fmt.Fprintf(os.Stderr, "nestlet up: the agent ended (%v); again in %s\n", err, pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, restartPauseMax)
	}
}

// startPart runs this program's subcommand of that name with its log in a file.
func (s *settings) startPart(name, config string) (*process.Tied, error) {
	log, err := openLog(s.Layout.log(name))
	if err != nil {
		return nil, err
	}
	command := exec.Command(s.Layout.Binary, name, "--config", config)
	command.Stdout, command.Stderr = log, log
	command.WaitDelay = time.Second
	part, err := process.StartTied(command, unix.SIGTERM)
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	go func() { <-part.Done(); log.close() }()
	return part, nil
}
