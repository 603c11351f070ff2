// Package tunnel is the server's end of konnectivity, inside the API server's process and on its port: agents on the nodes dial the API, and
// the API server reaches kubelets, pods and Services through what they dialled. The protocol is upstream's; who may be an agent of which node
// is decided here.
package tunnel

import (
	"context"
	"net"
	"net/http"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/apiserver-network-proxy/konnectivity-client/proto/client"
	"sigs.k8s.io/apiserver-network-proxy/pkg/server"
	"sigs.k8s.io/apiserver-network-proxy/pkg/server/proxystrategies"
	"sigs.k8s.io/apiserver-network-proxy/proto/agent"
)

const (
	// connectPath is what agents ask for.
	connectPath = "/AgentService/Connect"
	// dialLimit is how long a node may take to open a connection.
	dialLimit = 30 * time.Second
	// packets that may wait for a slow reader, as upstream's command has it.
	channelSize = 150
)

// Tunnel carries connections of one API server to nodes.
type Tunnel struct {
	agents   *grpc.Server
	frontend *grpc.Server
	nodes    *nodes
	visitors *visitors
	reviews  reviewer
}

// New makes the tunnel of the server with this id, one of so many that share an address. It asks the API, with the rights of loopback, whose
// token an agent shows and which addresses a node has.
func New(loopback *rest.Config, id string, servers int) (*Tunnel, error) {
	unthrottled := rest.CopyConfig(loopback)
	unthrottled.QPS = -1
	api, err := kubernetes.NewForConfig(unthrottled)
	if err != nil {
		return nil, err
	}
	return newTunnel(api, id, servers), nil
}

func newTunnel(api kubernetes.Interface, id string, servers int) *Tunnel {
	t := &Tunnel{nodes: watchedNodes(api), visitors: newVisitors(), reviews: reviewer{api}}
	proxy := server.NewProxyServer(id,
		[]proxystrategies.ProxyStrategy{proxystrategies.ProxyStrategyDestHost, proxystrategies.ProxyStrategyDefault},
		servers, &server.AgentTokenAuthenticationOptions{}, channelSize)
	proxy.SetBackendDialTimeout(dialLimit)
	t.agents = grpc.NewServer(grpc.StreamInterceptor(t.admit))
	agent.RegisterAgentServiceServer(t.agents, proxy)
	t.frontend = grpc.NewServer(grpc.StreamInterceptor(t.guard), grpc.KeepaliveParams(keepalive.ServerParameters{Time: 30 * time.Second}))
	client.RegisterProxyServiceServer(t.frontend, proxy)
	return t
}

// Listen opens the socket at which the API server asks for connections; a dead predecessor's is replaced.
func Listen(socket string) (net.Listener, error) {
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return net.Listen("unix", socket)
}

// Run serves until ctx ends; then it ends every connection.
func (t *Tunnel) Run(ctx context.Context, socket net.Listener) error {
	go t.nodes.run(ctx)
	ended := context.AfterFunc(ctx, func() {
		t.agents.Stop()
		t.frontend.Stop()
	})
	defer ended()
	return t.frontend.Serve(socket)
}

// Handler takes the requests of agents out of those of the API.
func (t *Tunnel) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 && r.URL.Path == connectPath {
			t.agents.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
