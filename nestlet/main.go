// Command nestlet is a nested Kubernetes control plane and its worker node in one binary. Called by the name of an upstream program,
// or with that name as its first argument, it is that program, unchanged.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nestling.dev/nestlet/internal/agent"
	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/server"
	"nestling.dev/nestlet/internal/tunnel"
	"nestling.dev/nestlet/internal/up"
	"nestling.dev/nestlet/internal/upstream"
)

var subcommands = map[string]func(args []string) int{
	"agent":   agent.Main,
	"down":    up.Down,
	"server":  server.Main,
	"tunnel":  tunnel.Main,
	"up":      up.Main,
	"version": version,
}

func main() {
	if program, ok := upstream.Programs[filepath.Base(os.Args[0])]; ok {
		os.Exit(program())
	}
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, usage())
		os.Exit(exit.CodeConfiguration)
	}
	if subcommand, ok := subcommands[os.Args[1]]; ok {
		os.Exit(subcommand(os.Args[2:]))
	}
	if program, ok := upstream.Programs[os.Args[1]]; ok {
		os.Args = os.Args[1:]
		os.Exit(program())
	}
	fmt.Fprintf(os.Stderr, "nestlet: unknown command %q\n%s\n", os.Args[1], usage())
	os.Exit(exit.CodeConfiguration)
}

func usage() string {
	return fmt.Sprintf("usage: nestlet {%s} ...\n       nestlet {%s} ...",
		strings.Join(slices.Sorted(maps.Keys(subcommands)), "|"),
		strings.Join(slices.Sorted(maps.Keys(upstream.Programs)), "|"))
}
