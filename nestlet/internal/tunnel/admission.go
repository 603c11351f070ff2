package tunnel

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	"sigs.k8s.io/apiserver-network-proxy/proto/header"
)

const (
	// Audience is what an agent's token is for, and nothing else takes it.
	Audience = "system:konnectivity-server"
	// AgentUser is the account of the agents.
	AgentUser = "system:serviceaccount:kube-system:konnectivity-agent"
	// nodeOfToken is where the API server says on which node the pod runs that a token was made for.
	nodeOfToken = "authentication.kubernetes.io/node-name"
)

// admit lets a stream in whose token was made for an agent's pod on a node, as the agent of that node and of no other. Connections to kubelets
// go where the agent says it is: one that could speak for another node would read what is meant for that.
func (t *Tunnel) admit(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	who, err := t.identify(stream.Context())
	if err != nil {
		klog.FromContext(stream.Context()).Info("An agent was refused", "node", who.node, "reason", err.Error())
		return err
	}
	replaced, leave := t.visitors.enter(who)
	defer leave()
	done := make(chan error, 1)
	go func() { done <- handle(service, stream) }()
	select {
	case err := <-done:
		return err
	case <-replaced:
		return status.Error(codes.Aborted, "another agent of this node has connected")
	}
}

// identify says who the caller is. Of one that is refused it says what was found out.
func (t *Tunnel) identify(ctx context.Context) (caller, error) {
	values, _ := metadata.FromIncomingContext(ctx)
	token, err := single(values, header.AuthenticationTokenContextKey)
	if err != nil {
		return caller{}, status.Error(codes.Unauthenticated, err.Error())
	}
	node, err := t.reviews.nodeOf(ctx, token)
	if err != nil {
		return caller{}, status.Error(codes.Unauthenticated, err.Error())
	}
	who := caller{node: node}
	if who.id, err = single(values, header.AgentID); err != nil {
		return who, status.Error(codes.InvalidArgument, err.Error())
	}
	identifiers, err := single(values, header.AgentIdentifiers)
	if err != nil {
		return who, status.Error(codes.InvalidArgument, err.Error())
	}
	if !t.nodes.known() {
		return who, status.Error(codes.Unavailable, "the addresses of nodes were not read yet")
	}
	if who.addresses, err = t.checkClaims(node, identifiers); err != nil {
		return who, status.Error(codes.PermissionDenied, err.Error())
	}
	return who, nil
}

// checkClaims refuses whatever the agent claims to be beside its node; it gives the addresses that it may answer for.
func (t *Tunnel) checkClaims(node, identifiers string) ([]string, error) {
	claims, err := header.GenAgentIdentifiers(identifiers)
	if err != nil {
		return nil, err
	}
	if len(claims.CIDR) > 0 || claims.DefaultRoute {
		return nil, fmt.Errorf("an agent stands for its node, not for ranges or routes")
	}
	for _, host := range claims.Host {
		if host != node {
			return nil, fmt.Errorf("the agent of node %q claims to be %q", node, host)
		}
	}
	var answersFor []string
	for _, address := range append(slices.Clone(claims.IPv4), claims.IPv6...) {
		if owners := t.nodes.at(address); !slices.Equal(owners, []string{node}) {
			return nil, fmt.Errorf("the agent of node %q claims the address %s, which is that of %s", node, address, nodeNames(owners))
		}
		answersFor = append(answersFor, canonical(address))
	}
	return answersFor, nil
}

func nodeNames(names []string) string {
	if len(names) == 0 {
		return "no node"
	}
	return strings.Join(names, " and ")
}

func single(values metadata.MD, key string) (string, error) {
	found := values.Get(key)
	if len(found) != 1 {
		return "", fmt.Errorf("%d values of %s instead of one", len(found), key)
	}
	return found[0], nil
}

// reviewer asks the API server whose token it is.
type reviewer struct{ api kubernetes.Interface }

// nodeOf is the node of the agent's pod that a bearer token was made for.
func (r reviewer) nodeOf(ctx context.Context, bearer string) (string, error) {
	token, ok := strings.CutPrefix(bearer, header.AuthenticationTokenContextSchemePrefix)
	if !ok {
		return "", fmt.Errorf("no bearer token")
	}
	review, err := r.api.AuthenticationV1().TokenReviews().Create(ctx, &authenticationv1.TokenReview{
		Spec: authenticationv1.TokenReviewSpec{Token: token, Audiences: []string{Audience}},
	}, metav1.CreateOptions{})
	if err != nil {
		return "", fmt.Errorf("the token can't be reviewed: %w", err)
	}
	switch {
	case !review.Status.Authenticated:
		return "", fmt.Errorf("the token is not valid for %s", Audience)
	case !slices.Contains(review.Status.Audiences, Audience):
		return "", fmt.Errorf("the token is for others than %s", Audience)
	case review.Status.User.Username != AgentUser:
		return "", fmt.Errorf("%s is no agent", review.Status.User.Username)
	}
	if of := review.Status.User.Extra[nodeOfToken]; len(of) == 1 {
		return of[0], nil
	}
	return "", fmt.Errorf("the token was made for no pod on a node")
}
