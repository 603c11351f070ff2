// Package server runs a whole control plane in this process: datastore, API server, controller manager and scheduler. Nothing of
// Kubernetes is reimplemented: each program is started by its own packages, from its own flags.
package server

import (
	"context"
	"flag"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

// gcPercent halves Go's default: an idle control plane is mostly live caches, and a larger heap buys it nothing.
const gcPercent = 50

// Main is `nestlet server --config FILE`: it returns the exit code.
func Main(args []string) int {
	failure := serve(args)
	flushLogs()
	return exit.Report(os.Stderr, failure)
}

func serve(args []string) *exit.Error {
	flags := flag.NewFlagSet("nestlet server", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	file := flags.String("config", "", "the server's configuration file")
	if err := flags.Parse(args); err != nil {
		return exit.New(partConfiguration, exit.InvalidConfiguration, "%v", err)
	}
	if *file == "" || flags.NArg() > 0 {
		return exit.New(partConfiguration, exit.InvalidConfiguration, "usage: nestlet server --config FILE")
	}
	c, err := config.Load(*file)
	if err == nil {
		err = c.CheckFiles()
	}
	if err != nil {
		return exit.New(partConfiguration, exit.InvalidConfiguration, "%v", err)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	if err := run(ctx, c); err != nil {
		return exit.Of(partServer, err)
	}
	return nil
}
