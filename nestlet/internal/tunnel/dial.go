package tunnel

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"k8s.io/klog/v2"
	"sigs.k8s.io/apiserver-network-proxy/konnectivity-client/pkg/client"
)

const (
	// dialLimit is how long a node may take to open a connection.
	dialLimit = 30 * time.Second
	// wishLimit is how long the API server may take to say what it wants.
	wishLimit = 5 * time.Second
)

// serveDials answers the API server's wishes, CONNECT host:port, until the listener is closed.
func (t *Tunnel) serveDials(ctx context.Context, listener net.Listener) error {
	for {
		connection, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		go func() {
			defer connection.Close()
			if err := t.serveDial(ctx, connection); err != nil {
				klog.FromContext(ctx).V(2).Info("A connection to a node ended", "reason", err.Error())
			}
		}()
	}
}

func (t *Tunnel) serveDial(ctx context.Context, connection net.Conn) error {
	_ = connection.SetReadDeadline(time.Now().Add(wishLimit))
	reader := bufio.NewReader(connection)
	wish, err := http.ReadRequest(reader)
	if err != nil {
		return err
	}
	_ = connection.SetReadDeadline(time.Time{})
	if wish.Method != http.MethodConnect {
		return refuse(connection, http.StatusMethodNotAllowed, "only CONNECT is understood")
	}
	node, address, reason := t.route(wish.Host)
	if reason != "" {
		return refuse(connection, http.StatusServiceUnavailable, reason)
	}
	far, err := dialThrough(ctx, t.child.Socket(), node, address)
	if err != nil {
		return refuse(connection, http.StatusBadGateway, fmt.Sprintf("the agent of node %s does not reach %s: %v", node, address, err))
	}
	defer far.Close()
	if _, err := io.WriteString(connection, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return err
	}
	return splice(connection, reader, far)
}

// route chooses the node whose agent dials, or says why there is none. An address of a node is dialled by that node's own agent: no other one
// is to see what is meant for it. Pods and Services are reached through any.
func (t *Tunnel) route(wish string) (node, address, reason string) {
	host, port, err := net.SplitHostPort(wish)
	if err != nil {
		return "", "", "no host and port: " + wish
	}
	if !t.nodes.known() {
		return "", "", "the nodes were not read yet"
	}
	address = net.JoinHostPort(canonical(host), port)
	owners := t.nodes.at(host)
	switch {
	case len(owners) > 1:
		return "", "", fmt.Sprintf("nodes %s and %s have the same address; delete the one that is gone", owners[0], owners[1])
	case len(owners) == 1 && !t.agents.has(owners[0]):
		return "", "", "no agent of node " + owners[0] + " is connected"
	case len(owners) == 1:
		return owners[0], address, ""
	}
	if node = t.agents.any(); node == "" {
		return "", "", "no node has an agent that is connected"
	}
	return node, address, ""
}

// refuse says why in the status line, which is all that the API server shows of an answer.
func refuse(connection net.Conn, code int, reason string) error {
	_, err := fmt.Fprintf(connection, "HTTP/1.1 %d %s\r\nContent-Length: 0\r\n\r\n", code, reason)
	return errors.Join(errors.New(reason), err)
}

// dialThrough asks the child for a connection that the node's agent opens.
func dialThrough(ctx context.Context, socket, node, address string) (net.Conn, error) {
	tunnel, err := client.CreateSingleUseGrpcTunnelWithContext(ctx, ctx, socket,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}),
		grpc.WithStreamInterceptor(func(ctx context.Context, description *grpc.StreamDesc, connection *grpc.ClientConn, method string,
			streamer grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
			return streamer(metadata.AppendToOutgoingContext(ctx, nodeHeader, node), description, connection, method, options...)
		}))
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, dialLimit)
	defer cancel()
	return tunnel.DialContext(limited, "tcp", address)
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
