package servertest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/apiserver-network-proxy/konnectivity-client/proto/client"
	"sigs.k8s.io/apiserver-network-proxy/pkg/agent"
	agentproto "sigs.k8s.io/apiserver-network-proxy/proto/agent"
)

const (
	agentAccount = "konnectivity-agent"
	audience     = "system:konnectivity-server"
)

// TestTunnel has two nodes at loopback addresses, where the test answers in place of kubelets.
func TestTunnel(t *testing.T) {
	site := newSite(t)
	site.lines = "tunnel: {}\nclusterInfo: Elsewhere\n"
	server := site.startReady(t)
	api := site.admin(t)
	createAgentAccount(t, api)
	first := newFakeNode(t, api, "first", "127.0.0.71")
	second := newFakeNode(t, api, "second", "127.0.0.72")

	t.Run("nobody dials a node without an agent", func(t *testing.T) {
		first.mustFail(t, api, "no agent of node first is connected")
	})
	t.Run("each node is reached through its own agent", func(t *testing.T) {
		first.startAgent(t, site, first.token(t, api), first.claims())
		first.mustAnswer(t, api)
		second.mustFail(t, api, "no agent of node second is connected")
		second.startAgent(t, site, second.token(t, api), second.claims())
		second.mustAnswer(t, api)
		first.mustAnswer(t, api)
	})
	t.Run("what an agent claims does not count", func(t *testing.T) {
		third := newFakeNode(t, api, "third", "127.0.0.73")
		defer first.startAgent(t, site, first.token(t, api), "ipv4=127.0.0.73&host=third")()
		third.mustFail(t, api, "no agent of node third is connected")
	})
	t.Run("an address that two nodes have leads nowhere", func(t *testing.T) {
		fourth := newFakeNode(t, api, "fourth", second.address)
		second.mustFail(t, api, "nodes fourth and second have the same address")
		if err := api.CoreV1().Nodes().Delete(t.Context(), fourth.name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		second.mustAnswer(t, api)
	})
	t.Run("a packet without content ends its sender alone", func(t *testing.T) {
		fifth := newFakeNode(t, api, "fifth", "127.0.0.75")
		fifth.sendEmptyPackets(t, site, fifth.token(t, api))
		first.mustAnswer(t, api)
		second.mustAnswer(t, api)
	})
	t.Run("agents come back when the child has died", func(t *testing.T) {
		for _, child := range children(t, server.command.Process.Pid) {
			if err := syscall.Kill(child, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
		first.mustAnswer(t, api)
		second.mustAnswer(t, api)
	})
	t.Run("a node's new agent takes over, and a node that is gone has none", func(t *testing.T) {
		sixth := newFakeNode(t, api, "sixth", "127.0.0.76")
		sixth.startAgentNamed(t, site, "one", sixth.token(t, api), sixth.claims())
		sixth.mustAnswer(t, api)
		sixth.startAgentNamed(t, site, "two", sixth.token(t, api), sixth.claims())
		sixth.mustAnswer(t, api)
		if err := api.CoreV1().Nodes().Delete(t.Context(), sixth.name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a refusal of the node's agents", startLimit, func(context.Context) error {
			if lines := strings.Join(server.lines(), "\n"); !strings.Contains(lines, "there is no such node any more") {
				return fmt.Errorf("not in the log: %v", server.tail(3))
			}
			return nil
		})
	})
	t.Run("only a pod of the agent on a node is one", func(t *testing.T) {
		admin, err := api.CoreV1().ServiceAccounts("kube-system").CreateToken(t.Context(), agentAccount,
			&authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{Audiences: []string{audience}}}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		first.refused(t, site, server, admin.Status.Token, first.claims(), "the token was made for no pod on a node")
		first.refused(t, site, server, first.tokenFor(t, api, agentAccount, "https://kubernetes.default.svc.cluster.local"), first.claims(),
			"the token is not valid for "+audience)
		first.refused(t, site, server, first.tokenFor(t, api, "default", audience), first.claims(),
			"system:serviceaccount:kube-system:default is no agent")
		first.refused(t, site, server, "nonsense", first.claims(), "the token is not valid for "+audience)
	})
	t.Run("the agents come back to a server that was restarted", func(t *testing.T) {
		if err := server.command.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		server.awaitEnd(t, startLimit)
		site.startReady(t)
		first.mustAnswer(t, api)
		second.mustAnswer(t, api)
	})
}

func createAgentAccount(t *testing.T, api kubernetes.Interface) {
	t.Helper()
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: agentAccount}}
	if _, err := api.CoreV1().ServiceAccounts("kube-system").Create(t.Context(), account, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the default account", startLimit, func(ctx context.Context) error {
		_, err := api.CoreV1().ServiceAccounts("kube-system").Get(ctx, "default", metav1.GetOptions{})
		return err
	})
}

// pods is how many were made.
var pods atomic.Int32

// fakeNode is a Node at whose port somebody answers with the node's name.
type fakeNode struct {
	name, address string
	test          *testing.T
}

func newFakeNode(t *testing.T, api kubernetes.Interface, name, address string) *fakeNode {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		t.Fatal(err)
	}
	kubelet := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "kubelet of "+name) }))
	_ = kubelet.Listener.Close()
	kubelet.Listener = listener
	// Each question is a new connection.
	kubelet.Config.SetKeepAlivesEnabled(false)
	kubelet.StartTLS()
	t.Cleanup(kubelet.Close)
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: name}}
	node.Status.Addresses = []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: address}}
	node.Status.DaemonEndpoints.KubeletEndpoint.Port = int32(listener.Addr().(*net.TCPAddr).Port)
	if _, err := api.CoreV1().Nodes().Create(t.Context(), node, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	made := &fakeNode{name, address, t}
	made.createPod(t, api, "on-"+name, "default")
	return made
}

func (n *fakeNode) createPod(t *testing.T, api kubernetes.Interface, name, account string) *corev1.Pod {
	t.Helper()
	pod, err := api.CoreV1().Pods("kube-system").Create(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.PodSpec{
			NodeName: n.name, ServiceAccountName: account, Containers: []corev1.Container{{Name: "one", Image: "none.example/one"}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return pod
}

func (n *fakeNode) claims() string { return "ipv4=" + n.address + "&host=" + n.name }

// ask is for a log: the API server asks what answers at the node.
func (n *fakeNode) ask(ctx context.Context, api kubernetes.Interface) (string, error) {
	body, err := api.CoreV1().Pods("kube-system").GetLogs("on-"+n.name, &corev1.PodLogOptions{}).Do(ctx).Raw()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, body)
	}
	return string(body), nil
}

func (n *fakeNode) mustAnswer(t *testing.T, api kubernetes.Interface) {
	t.Helper()
	eventually(t, "an answer of "+n.name, startLimit, func(ctx context.Context) error {
		answer, err := n.ask(ctx, api)
		if err == nil && answer != "kubelet of "+n.name {
			t.Fatalf("node %s: %q", n.name, answer)
		}
		return err
	})
}

// mustFail expects that the node is not reached, and why.
func (n *fakeNode) mustFail(t *testing.T, api kubernetes.Interface, why string) {
	t.Helper()
	eventually(t, why, startLimit, func(ctx context.Context) error {
		answer, err := n.ask(ctx, api)
		if err == nil || !strings.Contains(err.Error(), why) {
			return fmt.Errorf("answer %q, error %v", answer, err)
		}
		return nil
	})
}

// token is what a pod of the agent on this node has.
func (n *fakeNode) token(t *testing.T, api kubernetes.Interface) string {
	return n.tokenFor(t, api, agentAccount, audience)
}

func (n *fakeNode) tokenFor(t *testing.T, api kubernetes.Interface, account, audience string) string {
	t.Helper()
	pod := n.createPod(t, api, fmt.Sprintf("agent-%d", pods.Add(1)), account)
	request, err := api.CoreV1().ServiceAccounts("kube-system").CreateToken(t.Context(), account, &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{
			Audiences:      []string{audience},
			BoundObjectRef: &authenticationv1.BoundObjectReference{Kind: "Pod", APIVersion: "v1", Name: pod.Name, UID: pod.UID},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return request.Status.Token
}

func (n *fakeNode) startAgent(t *testing.T, site *site, token, claims string) (end func()) {
	return n.startAgentNamed(t, site, n.name+"-agent", token, claims)
}

// startAgentNamed runs upstream's agent; the returned function ends it.
func (n *fakeNode) startAgentNamed(t *testing.T, site *site, id, token, claims string) (end func()) {
	t.Helper()
	file := filepath.Join(n.test.TempDir(), "token")
	if err := os.WriteFile(file, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	settings := &agent.ClientSetConfig{
		Address:                 fmt.Sprintf("127.0.0.1:%d", site.port),
		AgentID:                 id,
		AgentIdentifiers:        claims,
		SyncInterval:            100 * time.Millisecond,
		SyncIntervalCap:         time.Second,
		ProbeInterval:           time.Second,
		ServiceAccountTokenPath: file,
		XfrChannelSize:          150,
		DialOptions:             []grpc.DialOption{dialOption(t, site)},
	}
	agents := settings.NewAgentClientSet(make(chan struct{}), stop)
	agents.SetServerCounter(agent.NewAggregateServerCounter(nil, agent.NewResponseBasedCounter(agents), "default"))
	agents.Serve()
	ended := false
	end = func() {
		if !ended {
			ended = true
			close(stop)
		}
	}
	// An agent stays for the whole test, whichever part of it began it.
	n.test.Cleanup(end)
	return end
}

// refused expects the reason in the server's log.
func (n *fakeNode) refused(t *testing.T, site *site, server *process, token, claims, reason string) {
	t.Helper()
	from := len(server.lines())
	end := n.startAgent(t, site, token, claims)
	defer end()
	eventually(t, "a refusal with "+reason, startLimit, func(context.Context) error {
		for _, line := range server.lines()[from:] {
			if strings.Contains(line, "An agent was refused") && strings.Contains(line, strings.ReplaceAll(reason, `"`, `\"`)) {
				return nil
			}
		}
		return fmt.Errorf("not among the last lines: %v", server.tail(3))
	})
}

// children are the processes that the server started.
func children(t *testing.T, parent int) []int {
	t.Helper()
	var found []int
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		content, err := os.ReadFile(thread)
		if err != nil {
			continue
		}
		for _, field := range strings.Fields(string(content)) {
			pid, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, pid)
		}
	}
	if len(found) == 0 {
		t.Fatal("the server has no child")
	}
	return found
}

func dialOption(t *testing.T, site *site) grpc.DialOption {
	trust := site.trust(t)
	trust.ServerName = "127.0.0.1"
	return grpc.WithTransportCredentials(credentials.NewTLS(trust))
}

// sendEmptyPackets is an agent that speaks nonsense; it waits until the server has had enough of it.
func (n *fakeNode) sendEmptyPackets(t *testing.T, site *site, token string) {
	t.Helper()
	connection, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", site.port), dialOption(t, site))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	for _, packet := range []client.PacketType{client.PacketType_DIAL_RSP, client.PacketType_DATA, client.PacketType_CLOSE_RSP} {
		ctx := metadata.AppendToOutgoingContext(t.Context(), "agentID", "nonsense", "Authorization", "Bearer "+token)
		stream, err := agentproto.NewAgentServiceClient(connection).Connect(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := stream.Send(&client.Packet{Type: packet}); err != nil {
			t.Fatal(err)
		}
		if _, err := stream.Recv(); !strings.Contains(fmt.Sprint(err), "without its content") {
			t.Errorf("%s: %v", packet, err)
		}
	}
}
