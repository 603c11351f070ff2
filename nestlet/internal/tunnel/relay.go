package tunnel

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"k8s.io/klog/v2"
	"sigs.k8s.io/apiserver-network-proxy/proto/header"
)

// nodeHeader says to the child which node's agent it is, or whose is asked for. Only this process writes it.
const nodeHeader = "x-nestling-node"

// grpcCode is a status code of gRPC.
type grpcCode int

const (
	invalidArgument grpcCode = 3
	unavailable     grpcCode = 14
	unauthenticated grpcCode = 16
)

// toldEvery is how often a refusal is told at most: whoever has no right must not fill the log.
const toldEvery = time.Second

// relay passes admitted agents on to the child, in both directions at once and no faster than the slower end takes it.
type relay struct {
	proxy *httputil.ReverseProxy
	told  chan struct{}
}

func newRelay(socket string) *relay {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	return &relay{
		told: make(chan struct{}, 1),
		proxy: &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(&url.URL{Scheme: "http", Host: "tunnel"})
				r.Out.Header.Del("Authorization")
				// What an agent claims to be is not asked for.
				r.Out.Header.Del(header.AgentIdentifiers)
				r.Out.Header.Set(nodeHeader, nodeOf(r.In.Context()))
			},
			Transport: &http.Transport{
				Protocols: protocols,
				DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
					return new(net.Dialer).DialContext(ctx, "unix", socket)
				},
			},
			FlushInterval: -1,
			ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
				answer(w, unavailable, fmt.Sprintf("the tunnel does not answer: %v", err))
			},
		},
	}
}

type nodeKey struct{}

func nodeOf(ctx context.Context) string {
	node, _ := ctx.Value(nodeKey{}).(string)
	return node
}

// connect is a call of an agent: it lasts as long as the agent is connected. Nothing that it sends is read before it is let in.
func (t *Tunnel) connect(w http.ResponseWriter, r *http.Request) {
	node, refused := t.admit(r)
	if refused != nil {
		t.relay.tell(r.Context(), node, refused.reason)
		answer(w, refused.code, refused.reason)
		return
	}
	ctx, leave := t.agents.enter(context.WithValue(r.Context(), nodeKey{}, node), node, r.Header.Get(header.AgentID))
	defer leave()
	t.relay.proxy.ServeHTTP(w, r.WithContext(ctx))
}

func (t *Tunnel) admit(r *http.Request) (node string, refused *refusal) {
	if len(r.Header.Values(header.AgentID)) != 1 {
		return "", &refusal{invalidArgument, "an agent has one id"}
	}
	if !t.nodes.known() {
		return "", &refusal{unavailable, "the nodes were not read yet"}
	}
	node, refused = t.reviews.nodeOf(r)
	if refused != nil {
		return node, refused
	}
	if !t.nodes.exists(node) {
		return node, &refusal{unauthenticated, "there is no node " + node}
	}
	if err := t.child.Ready(r.Context()); err != nil {
		return node, &refusal{unavailable, "the tunnel does not start: " + err.Error()}
	}
	return node, nil
}

// answer ends a call of gRPC before it has begun.
func answer(w http.ResponseWriter, code grpcCode, message string) {
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Grpc-Status", fmt.Sprint(int(code)))
	w.Header().Set("Grpc-Message", url.PathEscape(message))
	w.WriteHeader(http.StatusOK)
}

// tell logs a refusal, unless one was told just now.
func (r *relay) tell(ctx context.Context, node, reason string) {
	select {
	case r.told <- struct{}{}:
		time.AfterFunc(toldEvery, func() { <-r.told })
		klog.FromContext(ctx).Info("An agent was refused", "node", node, "reason", reason)
	default:
	}
}
