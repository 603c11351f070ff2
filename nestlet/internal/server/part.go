package server

import (
	"context"
	"runtime/debug"
	"sync/atomic"
	"time"

	"k8s.io/klog/v2"

	"nestling.dev/nestlet/internal/exit"
)

// ending is true once the server is on its way out: from then on a part's end is no failure.
var ending atomic.Bool

// part is a program that runs in this process.
type part struct {
	name   string
	cancel context.CancelFunc
	// ended is closed when the program has ended; then err is its result.
	ended chan struct{}
	err   error
}

// startPart runs the program in a goroutine, with a logger that carries the part's name.
func startPart(name string, program func(ctx context.Context) error) *part {
	ctx, cancel := context.WithCancel(context.Background())
	ctx = klog.NewContext(ctx, klog.Background().WithName(name))
	started := &part{name: name, cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(started.ended)
		defer func() {
			if reason := recover(); reason != nil {
				klog.FromContext(ctx).Error(nil, "Panic", "reason", reason, "stack", string(debug.Stack()))
				started.err = exit.New(name, exit.PartFailed, "panic: %v", reason)
			}
		}()
		started.err = program(ctx)
	}()
	return started
}

// awaitEnd says whether the part ended within the limit.
func (p *part) awaitEnd(limit time.Duration) bool {
	begin := time.Now()
	select {
	case <-p.ended:
		nestletLog().Info("A part has ended", "part", p.name, "after", time.Since(begin).Round(time.Millisecond).String())
		return true
	case <-time.After(limit):
		nestletLog().Info("A part is left behind, it takes too long to end", "part", p.name, "after", time.Since(begin).Round(time.Millisecond).String())
		return false
	}
}

// failure is the reason of an end that nobody asked for.
func (p *part) failure() error {
	if p.err == nil {
		return exit.New(p.name, exit.PartFailed, "it ended by itself")
	}
	return exit.Of(p.name, p.err)
}
