// Command machine is a machine for tests: namespaces and a cgroup of its own on a link to the network namespace that it is started in,
// and in them one program. When that ends, or the command is told to end, nothing is left but the data directory.
//
//	machine --data DIR --runtime DIR --images DIR --nestlet FILE --name NAME --link 10.0.0.1/30,10.0.0.2/30 -- PROGRAM ARGUMENT…
//
// Inside, DIR is /nestling/data, the runtime's programs are in /nestling/runtime, the images' archives in /nestling/images, and nestlet is
// /nestling/bin/nestlet. The first address of the link is that of the namespace outside, the second one is the machine's.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/isolation"
	"nestling.dev/nestlet/internal/process"
)

const (
	insideArgument = "inside"
	grace          = 10 * time.Second
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), unix.SIGTERM, unix.SIGINT)
	defer cancel()
	run := outside
	if len(os.Args) > 1 && os.Args[1] == insideArgument {
		run = inside
	}
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "machine:", err)
		os.Exit(1)
	}
}

func outside(ctx context.Context) error {
	world, err := parse(os.Args[1:])
	if err != nil {
		return err
	}
	// What a killed predecessor left.
	if err := isolation.Clean(world.ID); err != nil {
		return err
	}
	box, err := isolation.Start(world, insideArgument)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		box.Init().Stop(2 * grace)
		err = nil
	case <-box.Init().Done():
		err = box.Init().Err()
	}
	return errors.Join(err, isolation.Clean(world.ID))
}

func parse(args []string) (*isolation.World, error) {
	world := &isolation.World{}
	flags := flag.NewFlagSet("machine", flag.ContinueOnError)
	flags.StringVar(&world.DataDir, "data", "", "directory of what the machine keeps")
	flags.StringVar(&world.RuntimeDir, "runtime", "", "directory of programs")
	flags.StringVar(&world.ImagesDir, "images", "", "directory of image archives")
	flags.StringVar(&world.Binary, "nestlet", "", "nestlet")
	flags.StringVar(&world.Hostname, "name", "", "host name")
	link := flags.String("link", "", "the address of either end, such as 10.0.0.1/30,10.0.0.2/30")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	host, node, _ := strings.Cut(*link, ",")
	var err, other error
	world.Link.Host, err = netip.ParsePrefix(host)
	world.Link.Node, other = netip.ParsePrefix(node)
	if err := errors.Join(err, other); err != nil {
		return nil, fmt.Errorf("--link: %w", err)
	}
	if world.DataDir, err = filepath.Abs(world.DataDir); err != nil {
		return nil, err
	}
	world.ID = isolation.IDOf(world.DataDir)
	world.Payload, err = json.Marshal(flags.Args())
	return world, err
}

func inside(ctx context.Context) error {
	world, err := isolation.Enter(insideArgument)
	if err != nil {
		return err
	}
	var program []string
	if err := json.Unmarshal(world.Payload, &program); err != nil || len(program) == 0 {
		return fmt.Errorf("there is no program to run: %w", err)
	}
	command := exec.Command(program[0], program[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	running, err := process.StartTied(command, unix.SIGKILL)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		running.Stop(grace)
	case <-running.Done():
		err = running.Err()
	}
	isolation.EndAll(grace / 2)
	return err
}
