package server

import (
	"context"
	"sync/atomic"
	"time"

	"k8s.io/klog/v2"
)

// ending is true once the server is on its way out: from then on a part's end is no failure.
var ending atomic.Bool

// part is a program that runs in this process.
type part struct {
	name   string
	cancel context.CancelFunc
	// ended gets the result of the program, once.
	ended chan error
}

// startPart runs the program in a goroutine, with a logger that carries the part's name.
func startPart(name string, program func(ctx context.Context) error) *part {
	ctx, cancel := context.WithCancel(context.Background())
	ctx = klog.NewContext(ctx, klog.Background().WithName(name))
	started := &part{name: name, cancel: cancel, ended: make(chan error, 1)}
	go func() { started.ended <- program(ctx) }()
	return started
}

func (p *part) awaitEnd(limit time.Duration) {
	begin := time.Now()
	select {
	case <-p.ended:
		nestletLog().Info("A part has ended", "part", p.name, "after", time.Since(begin).Round(time.Millisecond).String())
	case <-time.After(limit):
		nestletLog().Info("A part is left behind, it takes too long to end", "part", p.name, "after", time.Since(begin).Round(time.Millisecond).String())
	}
}
