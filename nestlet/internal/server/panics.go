package server

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	utilruntime "k8s.io/apimachinery/pkg/util/runtime"

	"nestling.dev/nestlet/internal/exit"
)

// giveUp ends the process with the exit line of a part that can't go on. On the way out of the server that is no failure.
func giveUp(component, message string) {
	if ending.Load() {
		runtime.Goexit()
	}
	flushLogs()
	os.Exit(exit.Report(os.Stderr, exit.New(component, exit.PartFailed, "%s", message)))
}

// reportPanics gives the panics that Kubernetes' own goroutines catch, log and raise again an exit line; Go alone would end the process
// with code 2 and a stack as its last words. A goroutine that catches nothing still ends so.
func reportPanics() {
	utilruntime.PanicHandlers = append(utilruntime.PanicHandlers, func(_ context.Context, reason any) {
		if !ending.Load() && !survivable() {
			giveUp(callingComponent(), fmt.Sprintf("panic: %v; the lines before this one say where", reason))
		}
	})
}

// survivable says that somebody may be above who makes an answer of the panic: a request that fails must not end the server. All of them
// are in these packages.
func survivable() bool {
	var counters [256]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(2, counters[:])])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "net/http.") || strings.HasPrefix(frame.Function, "k8s.io/apiserver/") {
			return true
		}
		if !more {
			return false
		}
	}
}
