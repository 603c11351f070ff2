package tunnel

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	// settled is how long a second connection of an agent has lasted when the first one is known to be dead: an agent ends a needless one at once.
	settled = 5 * time.Second
	// visitsOfNode is how many connections one node's agents have at most.
	visitsOfNode = 4
)

// agents are the connected ones, by their node.
type agents struct {
	mutex  sync.Mutex
	byNode map[string][]*visit
	last   int
	closed bool
}

// visit is one connection of an agent.
type visit struct {
	// id is unique in the life of this process; the child knows the connection by it.
	id     string
	node   string
	agent  string
	cancel context.CancelCauseFunc
}

var (
	errReplaced = errors.New("another agent of this node has connected")
	errNodeGone = errors.New("the node is gone")
	errEnding   = errors.New("the server is ending")
)

func newAgents() *agents { return &agents{byNode: map[string][]*visit{}} }

// enter notes a connection; its context ends when it is not to go on, and leave has to be called at the end. A node's new agent takes the place
// of its old one, because the connection of a machine that vanished would be believed for minutes. The same agent may call twice.
func (a *agents) enter(ctx context.Context, node, agent string) (ended context.Context, own *visit, leave func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.closed {
		cancel(errEnding)
	}
	a.last++
	own = &visit{strconv.Itoa(a.last), node, agent, cancel}
	for _, other := range a.byNode[node] {
		if other.agent != agent {
			other.cancel(errReplaced)
		}
	}
	a.byNode[node] = append(a.byNode[node], own)
	if surplus := len(a.byNode[node]) - visitsOfNode; surplus > 0 {
		for _, oldest := range a.byNode[node][:surplus] {
			oldest.cancel(errReplaced)
		}
	}
	proved := time.AfterFunc(settled, func() { a.replaceOlder(own) })
	return ctx, own, func() {
		proved.Stop()
		cancel(nil)
		a.leave(own)
	}
}

func (a *agents) replaceOlder(than *visit) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for _, other := range a.byNode[than.node] {
		if other == than {
			return
		}
		other.cancel(errReplaced)
	}
}

func (a *agents) leave(own *visit) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	kept := slices.DeleteFunc(a.byNode[own.node], func(other *visit) bool { return other == own })
	if len(kept) == 0 {
		delete(a.byNode, own.node)
		return
	}
	a.byNode[own.node] = kept
}

// evict ends what the agents of a node that is gone have opened.
func (a *agents) evict(node string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for _, visit := range a.byNode[node] {
		visit.cancel(errNodeGone)
	}
}

// of is the newest connection of the node's agent, if there is one.
func (a *agents) of(node string) (*visit, bool) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	visits := a.byNode[node]
	if len(visits) == 0 {
		return nil, false
	}
	return visits[len(visits)-1], true
}

// any is a connection of some agent, another one each time.
func (a *agents) any() (*visit, bool) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for _, visits := range a.byNode { // Go begins anywhere
		return visits[len(visits)-1], true
	}
	return nil, false
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
