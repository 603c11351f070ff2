package tunnel

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const (
	// Audience is what an agent's token is for, and nothing else takes it.
	Audience = "system:konnectivity-server"
	// AgentUser is the account of the agents.
	AgentUser = "system:serviceaccount:kube-system:konnectivity-agent"
	// Where the API server says for which pod a token was made, and on which node that runs.
	nodeOfToken    = "authentication.kubernetes.io/node-name"
	nodeUIDOfToken = "authentication.kubernetes.io/node-uid"
	podOfToken     = "authentication.kubernetes.io/pod-name"
	bearer         = "Bearer "
)

const (
	// reviewsAtOnce bounds what callers without any right can make the API server do.
	reviewsAtOnce = 8
	reviewLimit   = 10 * time.Second
)

// reviewer finds out who calls.
type reviewer struct {
	api   kubernetes.Interface
	slots chan struct{}
}

func newReviewer(api kubernetes.Interface) *reviewer {
	return &reviewer{api, make(chan struct{}, reviewsAtOnce)}
}

// refusal is why a caller is not let in.
type refusal struct {
	code   grpcCode
	reason string
}

// caller is an agent as the API server knows it.
type caller struct {
	// node of the agent's pod, and the UID of that Node.
	node, uid string
}

// callerOf is the agent that calls, by the pod that its token was made for. What it claims to be beside that is not looked at, so that no agent
// can speak for another node: connections to kubelets go where the agent is.
func (r *reviewer) callerOf(request *http.Request) (caller, *refusal) {
	values := request.Header.Values("Authorization")
	if len(values) != 1 || !strings.HasPrefix(values[0], bearer) {
		return caller{}, &refusal{unauthenticated, "no bearer token"}
	}
	ctx, cancel := context.WithTimeout(request.Context(), reviewLimit)
	defer cancel()
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return caller{}, &refusal{unavailable, "too many agents call at once"}
	}
	review, err := r.api.AuthenticationV1().TokenReviews().Create(ctx, &authenticationv1.TokenReview{
		Spec: authenticationv1.TokenReviewSpec{Token: strings.TrimPrefix(values[0], bearer), Audiences: []string{Audience}},
	}, metav1.CreateOptions{})
	if err != nil {
		return caller{}, &refusal{unavailable, "the token can't be reviewed: " + err.Error()}
	}
	found, err := agentOf(review.Status)
	if err != nil {
		return caller{}, &refusal{unauthenticated, err.Error()}
	}
	return found, nil
}

func agentOf(status authenticationv1.TokenReviewStatus) (caller, error) {
	switch {
	case !status.Authenticated:
		return caller{}, fmt.Errorf("the token is not valid for %s", Audience)
	case !slices.Contains(status.Audiences, Audience):
		return caller{}, fmt.Errorf("the token is for others than %s", Audience)
	case status.User.Username != AgentUser:
		return caller{}, fmt.Errorf("%s is no agent", status.User.Username)
	}
	node, uid, pod := status.User.Extra[nodeOfToken], status.User.Extra[nodeUIDOfToken], status.User.Extra[podOfToken]
	if len(node) != 1 || len(uid) != 1 || len(pod) != 1 {
		return caller{}, fmt.Errorf("the token was made for no pod on a node")
	}
	return caller{node[0], uid[0]}, nil
}
