package tunnel

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"k8s.io/klog/v2"
	"sigs.k8s.io/apiserver-network-proxy/konnectivity-client/pkg/client"
	packets "sigs.k8s.io/apiserver-network-proxy/konnectivity-client/proto/client"
)

const (
	// dialLimit is how long a node may take to open a connection.
	dialLimit = 30 * time.Second
	// wishLimit is how long the API server may take to say what it wants.
	wishLimit = 5 * time.Second
	// acceptPause is between two attempts when nobody can be heard.
	acceptPause = 100 * time.Millisecond
	// longestReason of what agents say.
	longestReason = 300
	// kubeletPort is where only nodes are asked.
	kubeletPort = "10250"
)

// serveDials answers the API server's wishes, CONNECT host:port, until the listener is closed.
func (t *Tunnel) serveDials(ctx context.Context, listener net.Listener) error {
	for {
		connection, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			// Such as too many open files: it passes, and the server has more to do than this.
			klog.FromContext(ctx).Error(err, "No connection to nodes can be asked for")
			time.Sleep(acceptPause)
			continue
		}
		go func() {
			if err := t.serveDial(ctx, connection); err != nil {
				klog.FromContext(ctx).V(2).Info("A connection to a node ended", "reason", err.Error())
			}
		}()
	}
}

func (t *Tunnel) serveDial(ctx context.Context, near net.Conn) error {
	// The child tells the agent by itself when this context ends. Closing its connection in order could wait for an agent that takes nothing.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer near.Close()
	_ = near.SetReadDeadline(time.Now().Add(wishLimit))
	reader := bufio.NewReader(near)
	wish, err := http.ReadRequest(reader)
	if err != nil {
		return err
	}
	_ = near.SetReadDeadline(time.Time{})
	if wish.Method != http.MethodConnect {
		return refuse(near, http.StatusMethodNotAllowed, "only CONNECT is understood")
	}
	through, address, reason := t.route(wish.Host)
	if reason != "" {
		return refuse(near, http.StatusServiceUnavailable, reason)
	}
	far, err := dialThrough(ctx, t.child.Socket(), through, address)
	if err != nil {
		return refuse(near, http.StatusBadGateway, fmt.Sprintf("the agent of node %s does not reach %s: %v", through.node, address, err))
	}
	if _, err := io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return err
	}
	return splice(near, reader, far)
}

// route chooses the agent that dials, or says why there is none. An address of a node is dialled by that node's own agent: no other one is to
// see what is meant for it. Pods and Services are reached through any.
func (t *Tunnel) route(wish string) (through *visit, address, reason string) {
	host, port, err := net.SplitHostPort(wish)
	if err != nil {
		return nil, "", "no host and port: " + wish
	}
	if !t.nodes.known() {
		return nil, "", "the nodes were not read yet"
	}
	address = net.JoinHostPort(canonical(host), port)
	switch owners := t.nodes.at(host); {
	case len(owners) > 1:
		return nil, "", fmt.Sprintf("nodes %s and %s have the same address; delete the one that is gone", owners[0], owners[1])
	case len(owners) == 1:
		if own, ok := t.agents.of(owners[0]); ok {
			return own, address, ""
		}
		return nil, "", "no agent of node " + owners[0] + " is connected"
	case port == kubeletPort:
		// Of a node that is not known yet, or of none.
		return nil, "", "no node has the address " + host
	}
	if any, ok := t.agents.any(); ok {
		return any, address, ""
	}
	return nil, "", "no node has an agent that is connected"
}

// refuse says why in the status line, which is all that the API server shows of an answer.
func refuse(connection net.Conn, code int, reason string) error {
	printable := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, reason)
	if len(printable) > longestReason {
		printable = printable[:longestReason]
	}
	_, err := fmt.Fprintf(connection, "HTTP/1.1 %d %s\r\nContent-Length: 0\r\n\r\n", code, printable)
	return errors.Join(errors.New(printable), err)
}

// dialThrough asks the child for a connection that the agent opens; it lasts as long as ctx.
func dialThrough(ctx context.Context, socket string, through *visit, address string) (net.Conn, error) {
	tunnel, err := client.CreateSingleUseGrpcTunnelWithContext(ctx, ctx, socket,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}),
		grpc.WithStreamInterceptor(func(ctx context.Context, description *grpc.StreamDesc, connection *grpc.ClientConn, method string,
			streamer grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
			stream, err := streamer(metadata.AppendToOutgoingContext(ctx, visitHeader, through.id), description, connection, method, options...)
			return &wholePackets{stream}, err
		}))
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, dialLimit)
	defer cancel()
	return tunnel.DialContext(limited, "tcp", address)
}

// wholePackets is the child's stream without packets that upstream's client would stumble over, in the process that must not.
type wholePackets struct{ grpc.ClientStream }

// RecvMsg gives the next packet.
func (w *wholePackets) RecvMsg(message any) error {
	if err := w.ClientStream.RecvMsg(message); err != nil {
		return err
	}
	if packet, ok := message.(*packets.Packet); ok && !isWhole(packet) {
		return fmt.Errorf("a packet of type %s without its content", packet.GetType())
	}
	return nil
}

// splice copies both ways until either end is done.
func splice(near net.Conn, fromNear io.Reader, far net.Conn) error {
	done := make(chan error, 2)
	go func() {
		_, err := io.Copy(far, fromNear)
		done <- err
	}()
	go func() {
		_, err := io.Copy(near, far)
		done <- err
	}()
	return <-done
}
