package tunnel

import (
	"slices"
	"sync"
)

// visitors are the agents that are connected, by node. A node's new agent takes the place of its old one: connections of a machine that vanished
// would be believed for minutes otherwise.
type visitors struct {
	mutex  sync.Mutex
	byNode map[string][]*visit
}

type visit struct {
	caller
	replaced chan struct{}
}

// caller is an agent as it was found to be.
type caller struct {
	// node that it stands for.
	node string
	// id that it gave itself.
	id string
	// addresses of the node that it answers for.
	addresses []string
}

func newVisitors() *visitors { return &visitors{byNode: map[string][]*visit{}} }

// enter notes an agent. The channel is closed when another one of its node takes over; leave has to be called at the end.
func (v *visitors) enter(who caller) (replaced <-chan struct{}, leave func()) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	own := &visit{who, make(chan struct{})}
	kept := []*visit{own}
	for _, other := range v.byNode[who.node] {
		// An agent may dial twice; it keeps one of the two by itself.
		if other.id == who.id {
			kept = append(kept, other)
			continue
		}
		close(other.replaced)
	}
	v.byNode[who.node] = kept
	return own.replaced, func() { v.leave(own) }
}

func (v *visitors) leave(own *visit) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	kept := slices.DeleteFunc(v.byNode[own.node], func(other *visit) bool { return other == own })
	if len(kept) == 0 {
		delete(v.byNode, own.node)
		return
	}
	v.byNode[own.node] = kept
}

// answerFor says whether an agent of the node is connected that answers for this address.
func (v *visitors) answerFor(node, address string) bool {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return slices.ContainsFunc(v.byNode[node], func(one *visit) bool { return slices.Contains(one.addresses, canonical(address)) })
}
