package tunnel

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// agents are the connected ones, by their node.
type agents struct {
	mutex  sync.Mutex
	byNode map[string][]*visit
	closed bool
}

// visit is one connection of an agent.
type visit struct {
	agent  string
	cancel context.CancelCauseFunc
}

var (
	errReplaced = errors.New("another agent of this node has connected")
	errNodeGone = errors.New("the node is gone")
	errEnding   = errors.New("the server is ending")
)

func newAgents() *agents { return &agents{byNode: map[string][]*visit{}} }

// enter notes a connection; the context ends when it is not to go on. A node's new agent takes the place of its old one, because the
// connection of a machine that vanished would be believed for minutes; the same agent may call twice, and keeps one of the two by itself.
func (a *agents) enter(ctx context.Context, node, agent string) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	own := &visit{agent, cancel}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.closed {
		cancel(errEnding)
	}
	for _, other := range a.byNode[node] {
		if other.agent != agent {
			other.cancel(errReplaced)
		}
	}
	a.byNode[node] = append(a.byNode[node], own)
	return ctx, func() {
		cancel(nil)
		a.leave(node, own)
	}
}

func (a *agents) leave(node string, own *visit) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	kept := slices.DeleteFunc(a.byNode[node], func(other *visit) bool { return other == own })
	if len(kept) == 0 {
		delete(a.byNode, node)
		return
	}
	a.byNode[node] = kept
}

// evict ends what the agents of a node that is gone have opened.
func (a *agents) evict(node string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for _, visit := range a.byNode[node] {
		visit.cancel(errNodeGone)
	}
}

// has says whether an agent of the node is connected.
func (a *agents) has(node string) bool {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return len(a.byNode[node]) > 0
}

// any is the node of some agent, another one each time; empty when there is none.
func (a *agents) any() string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for node := range a.byNode { // Go begins anywhere
		return node
	}
	return ""
}

// close ends everything, and lets nobody in any more.
func (a *agents) close() {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.closed = true
	for _, visits := range a.byNode {
		for _, visit := range visits {
			visit.cancel(errEnding)
		}
	}
}
