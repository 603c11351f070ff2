package tunnel

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"sync"

	"github.com/go-logr/logr"
	"golang.org/x/sys/unix"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"k8s.io/klog/v2"
	"sigs.k8s.io/apiserver-network-proxy/konnectivity-client/proto/client"
	"sigs.k8s.io/apiserver-network-proxy/pkg/server"
	"sigs.k8s.io/apiserver-network-proxy/pkg/server/proxystrategies"
	"sigs.k8s.io/apiserver-network-proxy/proto/agent"

	"nestling.dev/nestlet/internal/exit"
)

const (
	// channelSize is how many packets may wait for a slow reader.
	channelSize = 16
	// packetSize is more than agents and the API server's side ever put into one packet.
	packetSize = 64 << 10
)

// Main is `nestlet tunnel`, which `nestlet server` starts: konnectivity's server behind a socket of its parent's. It believes what that says
// of agents, and asks nobody.
func Main(args []string) int {
	flags := flag.NewFlagSet("nestlet tunnel", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	socket := flags.String("socket", "", "where the parent finds it")
	id := flags.String("id", "", "of the server")
	servers := flags.Int("servers", 1, "that share an address")
	if err := flags.Parse(args); err != nil || *socket == "" || *id == "" || flags.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "nestlet tunnel: `nestlet server` starts this by itself")
		return exit.CodeConfiguration
	}
	// Upstream's server logs whatever agents send; the parent tells what matters.
	klog.SetLogger(logr.Discard())
	ctx, stop := signal.NotifyContext(context.Background(), unix.SIGTERM)
	defer stop()
	listener, err := net.Listen("unix", *socket)
	if err == nil {
		err = serve(ctx, listener, *id, *servers)
	}
	if err != nil {
		// The last words of the server are the server's.
		fmt.Fprintln(os.Stderr, "nestlet tunnel:", err)
		return exit.CodePartFailed
	}
	return exit.CodeOK
}

// serve runs until ctx ends.
func serve(ctx context.Context, listener net.Listener, id string, servers int) error {
	both := grpc.NewServer(grpc.MaxRecvMsgSize(packetSize))
	each := &perVisit{id: id, servers: servers, byVisit: map[string]*server.ProxyServer{}}
	agent.RegisterAgentServiceServer(both, each)
	client.RegisterProxyServiceServer(both, each)
	ended := context.AfterFunc(ctx, both.Stop)
	defer ended()
	return both.Serve(listener)
}

// perVisit has a server of upstream's for each connection of an agent: what comes through one can't meet what goes through another.
type perVisit struct {
	id      string
	servers int
	mutex   sync.Mutex
	byVisit map[string]*server.ProxyServer
}

// Connect is a call of an agent.
func (p *perVisit) Connect(stream agent.AgentService_ConnectServer) error {
	visit, err := visitOf(stream)
	if err != nil {
		return err
	}
	made := server.NewProxyServer(p.id, []proxystrategies.ProxyStrategy{proxystrategies.ProxyStrategyDefault}, p.servers,
		&server.AgentTokenAuthenticationOptions{}, channelSize)
	p.set(visit, made)
	defer p.set(visit, nil)
	return made.Connect(&checked{stream})
}

// Proxy is a wish of the API server's.
func (p *perVisit) Proxy(stream client.ProxyService_ProxyServer) error {
	visit, err := visitOf(stream)
	if err != nil {
		return err
	}
	p.mutex.Lock()
	of := p.byVisit[visit]
	p.mutex.Unlock()
	if of == nil {
		return status.Error(codes.Unavailable, "the agent is not connected")
	}
	return of.Proxy(stream)
}

func (p *perVisit) set(visit string, of *server.ProxyServer) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if of == nil {
		delete(p.byVisit, visit)
		return
	}
	p.byVisit[visit] = of
}

func visitOf(stream grpc.ServerStream) (string, error) {
	values, _ := metadata.FromIncomingContext(stream.Context())
	if found := values.Get(visitHeader); len(found) == 1 {
		return found[0], nil
	}
	return "", status.Error(codes.InvalidArgument, "no connection is named")
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
