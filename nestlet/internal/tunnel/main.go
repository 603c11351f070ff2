package tunnel

import (
	"context"
	"flag"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"

	"golang.org/x/sys/unix"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"sigs.k8s.io/apiserver-network-proxy/konnectivity-client/proto/client"
	"sigs.k8s.io/apiserver-network-proxy/pkg/server"
	"sigs.k8s.io/apiserver-network-proxy/pkg/server/proxystrategies"
	"sigs.k8s.io/apiserver-network-proxy/proto/agent"

	"nestling.dev/nestlet/internal/exit"
)

const part = "tunnel"

// channelSize is how many packets may wait for a slow reader, as upstream's command has it.
const channelSize = 150

// Main is `nestlet tunnel`, which `nestlet server` starts: konnectivity's server behind a socket of its parent's. It believes what that says
// of agents, and asks nobody.
func Main(args []string) int {
	flags := flag.NewFlagSet("nestlet tunnel", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	socket := flags.String("socket", "", "where the parent finds it")
	id := flags.String("id", "", "of the server")
	servers := flags.Int("servers", 1, "that share an address")
	if err := flags.Parse(args); err != nil || *socket == "" || *id == "" || flags.NArg() > 0 {
		return exit.Report(os.Stderr, exit.New(part, exit.InvalidConfiguration, "`nestlet server` starts this by itself"))
	}
	debug.SetGCPercent(50)
	ctx, stop := signal.NotifyContext(context.Background(), unix.SIGTERM)
	defer stop()
	listener, err := net.Listen("unix", *socket)
	if err == nil {
		err = serve(ctx, listener, *id, *servers)
	}
	if err != nil {
		return exit.Report(os.Stderr, exit.Of(part, err))
	}
	return exit.CodeOK
}

// serve runs until ctx ends.
func serve(ctx context.Context, listener net.Listener, id string, servers int) error {
	both := grpc.NewServer()
	each := &perNode{id: id, servers: servers, byNode: map[string]*counted{}}
	agent.RegisterAgentServiceServer(both, each)
	client.RegisterProxyServiceServer(both, each)
	ended := context.AfterFunc(ctx, both.Stop)
	defer ended()
	return both.Serve(listener)
}

// perNode has a server of upstream's for each node: what one node's agent sends can't meet another one's connections.
type perNode struct {
	id      string
	servers int
	mutex   sync.Mutex
	byNode  map[string]*counted
}

// counted is a server with the number of its agents.
type counted struct {
	*server.ProxyServer
	agents int
}

// Connect is a call of an agent.
func (p *perNode) Connect(stream agent.AgentService_ConnectServer) error {
	node, err := nodeOfStream(stream)
	if err != nil {
		return err
	}
	of := p.enter(node)
	defer p.leave(node, of)
	return of.Connect(&checked{stream})
}

// Proxy is a wish of the API server's.
func (p *perNode) Proxy(stream client.ProxyService_ProxyServer) error {
	node, err := nodeOfStream(stream)
	if err != nil {
		return err
	}
	p.mutex.Lock()
	of := p.byNode[node]
	p.mutex.Unlock()
	if of == nil {
		return status.Error(codes.Unavailable, "no agent of the node is connected")
	}
	return of.Proxy(stream)
}

func (p *perNode) enter(node string) *counted {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	of := p.byNode[node]
	if of == nil {
		made := server.NewProxyServer(p.id, []proxystrategies.ProxyStrategy{proxystrategies.ProxyStrategyDefault}, p.servers,
			&server.AgentTokenAuthenticationOptions{}, channelSize)
		made.SetBackendDialTimeout(dialLimit)
		of = &counted{ProxyServer: made}
		p.byNode[node] = of
	}
	of.agents++
	return of
}

func (p *perNode) leave(node string, of *counted) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	of.agents--
	if of.agents == 0 && p.byNode[node] == of {
		delete(p.byNode, node)
	}
}

func nodeOfStream(stream grpc.ServerStream) (string, error) {
	values, _ := metadata.FromIncomingContext(stream.Context())
	if found := values.Get(nodeHeader); len(found) == 1 && found[0] != "" {
		return found[0], nil
	}
	return "", status.Error(codes.InvalidArgument, "no node is named")
}

// checked is an agent's stream without packets that upstream's server would stumble over.
type checked struct {
	agent.AgentService_ConnectServer
}

// Recv gives the next packet.
func (c *checked) Recv() (*client.Packet, error) {
	packet, err := c.AgentService_ConnectServer.Recv()
	if err != nil {
		return nil, err
	}
	if !isWhole(packet) {
		return nil, status.Errorf(codes.InvalidArgument, "a packet of type %s without its content", packet.GetType())
	}
	return packet, nil
}

func isWhole(packet *client.Packet) bool {
	switch packet.GetType() {
	case client.PacketType_DIAL_REQ:
		return packet.GetDialRequest() != nil
	case client.PacketType_DIAL_RSP:
		return packet.GetDialResponse() != nil
	case client.PacketType_DIAL_CLS:
		return packet.GetCloseDial() != nil
	case client.PacketType_CLOSE_REQ:
		return packet.GetCloseRequest() != nil
	case client.PacketType_CLOSE_RSP:
		return packet.GetCloseResponse() != nil
	case client.PacketType_DATA:
		return packet.GetData() != nil
	default:
		return true
	}
}
