// Package tunnel is the server's end of konnectivity: agents on the nodes call the API's own port, and the API server reaches kubelets, pods
// and Services through what they called. The protocol is upstream's, in a child process, because what agents send must not end the process
// that has the datastore. Who is let in as an agent, of which node, and which node's agent is asked for a connection, is decided here.
package tunnel

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// connectPath is what agents ask for.
const connectPath = "/AgentService/Connect"

// Tunnel carries connections of one API server to nodes.
type Tunnel struct {
	nodes   *nodes
	agents  *agents
	reviews *reviewer
	relay   *relay
	child   Child
}

// New makes the tunnel. It asks the API, with the rights of loopback, whose token an agent shows and which addresses a node has.
//
// ranges are those of pods and Services.
func New(loopback *rest.Config, ranges []netip.Prefix, child Child) (*Tunnel, error) {
	unthrottled := rest.CopyConfig(loopback)
	unthrottled.QPS = -1
	api, err := kubernetes.NewForConfig(unthrottled)
	if err != nil {
		return nil, err
	}
	return newTunnel(api, ranges, child), nil
}

func newTunnel(api kubernetes.Interface, ranges []netip.Prefix, child Child) *Tunnel {
	known := newAgents()
	return &Tunnel{
		nodes:   watchedNodes(api, ranges, known.evict),
		agents:  known,
		reviews: newReviewer(api),
		relay:   newRelay(child.Socket()),
		child:   child,
	}
}

// Listen opens the socket at which the API server asks for connections; a dead predecessor's is replaced.
func Listen(socket string) (net.Listener, error) {
	if err := os.MkdirAll(filepath.Dir(socket), 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return net.Listen("unix", socket)
}

// Run serves what the API server asks for at the socket until ctx ends; then it ends every connection, and the child.
func (t *Tunnel) Run(ctx context.Context, socket net.Listener) error {
	go t.nodes.run(ctx)
	defer t.child.Stop()
	ended := context.AfterFunc(ctx, func() {
		_ = socket.Close()
		t.agents.close()
	})
	defer ended()
	return t.serveDials(ctx, socket)
}

// Handler takes the requests of agents out of those of the API.
func (t *Tunnel) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 && r.URL.Path == connectPath {
			t.connect(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
