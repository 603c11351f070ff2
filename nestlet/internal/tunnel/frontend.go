package tunnel

import (
	"net"

	"google.golang.org/grpc"
	"sigs.k8s.io/apiserver-network-proxy/konnectivity-client/proto/client"
)

// guard looks at what the API server wants to dial.
func (t *Tunnel) guard(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	return handle(service, &guarded{stream, t})
}

// guarded answers a wish for a node's address by itself while that node has no agent. Upstream would take any other node's agent instead, and
// no agent is to see what is meant for another node. Pods and Services are reached through any.
type guarded struct {
	grpc.ServerStream
	tunnel *Tunnel
}

// RecvMsg gives the next packet that goes on.
func (g *guarded) RecvMsg(message any) error {
	for {
		if err := g.ServerStream.RecvMsg(message); err != nil {
			return err
		}
		packet, ok := message.(*client.Packet)
		if !ok || packet.Type != client.PacketType_DIAL_REQ {
			return nil
		}
		wish := packet.GetDialRequest()
		refusal := g.tunnel.refusal(wish.GetAddress())
		if refusal == "" {
			return nil
		}
		err := g.SendMsg(&client.Packet{
			Type:    client.PacketType_DIAL_RSP,
			Payload: &client.Packet_DialResponse{DialResponse: &client.DialResponse{Random: wish.GetRandom(), Error: refusal}},
		})
		if err != nil {
			return err
		}
	}
}

// refusal says why an address is not dialled; empty when it is.
func (t *Tunnel) refusal(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	owners := t.nodes.at(host)
	switch {
	case len(owners) > 1:
		return "the nodes " + nodeNames(owners) + " have the same address; delete the one that is gone"
	case len(owners) == 1 && !t.visitors.answerFor(owners[0], host):
		return "no agent of node " + owners[0] + " is connected"
	}
	return ""
}
