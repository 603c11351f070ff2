package tunnel

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"k8s.io/klog/v2"
	"sigs.k8s.io/apiserver-network-proxy/proto/header"
)

// visitHeader says to the child which connection of an agent it is, or whose is asked for. Only this process writes it.
const visitHeader = "X-Nestling-Visit"

// grpcCode is a status code of gRPC.
type grpcCode int

const (
	invalidArgument grpcCode = 3
	unavailable     grpcCode = 14
	unauthenticated grpcCode = 16
)

// toldEvery is how often a refusal is told at most: whoever has no right must not fill the log.
const toldEvery = time.Second

// relay passes admitted agents on to the child, in both directions at once and no faster than the slower end takes it. It is no
// httputil.ReverseProxy, because that one neither ends nor tells how the call has ended while the agent is silent.
type relay struct {
	transport *http.Transport
	told      chan struct{}
}

func newRelay(socket string) *relay {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	return &relay{
		told: make(chan struct{}, 1),
		transport: &http.Transport{
			Protocols:          protocols,
			DisableCompression: true,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "unix", socket)
			},
		},
	}
}

// connect is a call of an agent: it lasts as long as the agent is connected. Nothing that it sends is read before it is let in.
func (t *Tunnel) connect(w http.ResponseWriter, r *http.Request) {
	node, refused := t.admit(r)
	if refused != nil {
		t.relay.tell(r.Context(), node, refused.reason)
		refuseCall(w, refused)
		return
	}
	ctx, visit, leave := t.agents.enter(r.Context(), node, r.Header.Get(header.AgentID))
	defer leave()
	// It may have gone between the look at it and the entry.
	if !t.nodes.exists(node) {
		refuseCall(w, &refusal{unauthenticated, errNodeGone.Error()})
		return
	}
	t.relay.pass(w, r.WithContext(ctx), visit)
}

// admit finds out whose agent it is, and sees to it that there is somebody to speak with it.
func (t *Tunnel) admit(r *http.Request) (node string, refused *refusal) {
	if len(r.Header.Values(header.AgentID)) != 1 {
		return "", &refusal{invalidArgument, "an agent has one id"}
	}
	if !t.nodes.known() {
		return "", &refusal{unavailable, "the nodes were not read yet"}
	}
	caller, refused := t.reviews.callerOf(r)
	if refused != nil {
		return caller.node, refused
	}
	if !t.nodes.is(caller.node, caller.uid) {
		return caller.node, &refusal{unauthenticated, "there is no such node any more"}
	}
	if err := t.child.Ready(); err != nil {
		return caller.node, &refusal{unavailable, "the tunnel does not start: " + err.Error()}
	}
	return caller.node, nil
}

// pass lasts until either end ends it, or the request's context does.
func (r *relay) pass(w http.ResponseWriter, request *http.Request, visit *visit) {
	ctx := request.Context()
	controller := http.NewResponseController(w)
	// Neither a wait for what the agent sends nor one for an agent that reads no more notices the end of a context.
	released := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(released)
		_ = controller.SetWriteDeadline(time.Unix(1, 0))
		_ = request.Body.Close()
	})
	defer func() {
		if !stop() {
			<-released // w must not be used once this handler has returned
		}
	}()
	passed, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://tunnel"+connectPath, request.Body)
	if err != nil {
		refuseCall(w, &refusal{unavailable, err.Error()})
		return
	}
	passed.ContentLength = -1
	passed.Header = passedOn(request.Header, visit)
	answer, err := r.transport.RoundTrip(passed)
	if err != nil {
		refuseCall(w, &refusal{unavailable, "the tunnel does not answer: " + err.Error()})
		return
	}
	defer answer.Body.Close()
	defer request.Body.Close() // first: the other waits for whoever reads this
	copyAnswer(w, controller, answer)
}

// passedOn is what the child hears of a call: not the token, and nothing that the agent claims to be.
func passedOn(from http.Header, visit *visit) http.Header {
	to := from.Clone()
	to.Del("Authorization")
	to.Del(header.AgentIdentifiers)
	to.Set(visitHeader, visit.id)
	to.Set("Te", "trailers")
	return to
}

func copyAnswer(w http.ResponseWriter, controller *http.ResponseController, answer *http.Response) {
	for key, values := range answer.Header {
		w.Header()[key] = values
	}
	w.WriteHeader(answer.StatusCode)
	_ = controller.Flush()
	buffer := make([]byte, 32<<10)
	for {
		count, err := answer.Body.Read(buffer)
		if count > 0 {
			if _, failed := w.Write(buffer[:count]); failed != nil {
				return
			}
			if controller.Flush() != nil {
				return
			}
		}
		if err != nil {
			break
		}
	}
	for key, values := range answer.Trailer {
		w.Header()[http.TrailerPrefix+key] = values
	}
}

// refuseCall ends a call of gRPC before it has begun.
func refuseCall(w http.ResponseWriter, why *refusal) {
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Grpc-Status", fmt.Sprint(int(why.code)))
	w.Header().Set("Grpc-Message", url.PathEscape(why.reason))
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
