// Package server runs a whole control plane in this process: datastore, API server, controller manager and scheduler.
package server

import (
	"os"

	"nestling.dev/nestlet/internal/exit"
)

// Main is `nestlet server`: it returns the exit code.
func Main(args []string) int {
	return exit.Report(os.Stderr, exit.New("server", exit.PartFailed, "not built yet"))
}
