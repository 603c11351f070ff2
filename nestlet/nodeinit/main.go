// Command nodeinit is the init of a container that is a whole node:
//
//	nodeinit PROGRAM ARGUMENT…
//
// It makes a machine of the container, starts the program, reaps its orphans, and ends with it. Told to end, it ends the program first and the
// node's pods then, which have as long for it as the container's own grace leaves them.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/isolation"
	"nestling.dev/nestlet/internal/process"
)

const (
	programGrace = 15 * time.Second
	podGrace     = 10 * time.Second
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: nodeinit PROGRAM ARGUMENT...")
		os.Exit(64)
	}
	code, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "nodeinit:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// furnish gives the container what programs look for on every machine, as far as its image has none.
func furnish() error {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	files := map[string]string{
		"/etc/passwd":     "root:x:0:0:root:/root:/bin/sh\n",
		"/etc/group":      "root:x:0:\n",
		"/etc/os-release": "NAME=nestlet-node\nPRETTY_NAME=\"Nestling worker node\"\n",
		"/etc/machine-id": hex.EncodeToString(id[:]) + "\n",
	}
	for path, content := range files {
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return os.MkdirAll("/tmp", 0o777|os.ModeSticky)
}

func run() (int, error) {
	if err := isolation.EnterContainer(); err != nil {
		return 0, err
	}
	if err := furnish(); err != nil {
		return 0, err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), unix.SIGTERM, unix.SIGINT)
	defer cancel()
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	program, err := process.StartTied(command, unix.SIGKILL)
	if err != nil {
		return 0, err
	}
	select {
	case <-ctx.Done():
		program.Stop(programGrace)
		isolation.EndAll(podGrace)
		return 0, nil
	case <-program.Done():
		// What the container's end would do to them without a word.
		isolation.EndAll(podGrace)
	}
	var failed *exec.ExitError
	if err := program.Err(); err != nil && !errors.As(err, &failed) {
		return 0, err
	}
	if code := program.ExitCode(); code >= 0 {
		return code, nil
	}
	return 0, program.Err()
}
