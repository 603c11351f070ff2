package up

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"nestling.dev/nestlet/internal/addons"
)

// tokenLife is how long the machine may take to join its own cluster.
const tokenLife = time.Hour

// pollPause is between two looks at a cluster that becomes ready.
const pollPause = 200 * time.Millisecond

// bringUp makes the cluster usable and returns when it is: node ready, name service and storage running. It tries for as long as ctx allows.
func (s *settings) bringUp(ctx context.Context, token bootstrapToken) error {
	started := time.Now()
	restConfig, err := clientcmd.BuildConfigFromFlags("", s.Layout.kubeconfig())
	if err != nil {
		return err
	}
	restConfig.QPS, restConfig.Burst = 50, 100
	client, err := kubernetes.NewForConfig(restConfig)
	if err != nil {
		return err
	}
	if err := poll(ctx, "the API server", func() error {
		_, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err
	}); err != nil {
		return err
	}
	if err := s.applyAddons(ctx, restConfig, token); err != nil {
		return err
	}
	return poll(ctx, "the cluster", func() error { return s.ready(ctx, client, started) })
}

// applyAddons is tried again as a whole: a young API server refuses some objects for a moment.
func (s *settings) applyAddons(ctx context.Context, restConfig *rest.Config, token bootstrapToken) error {
	clusterDNS, err := nthAddress(s.State.ServiceCIDR, 10)
	if err != nil {
		return err
	}
	ca, err := os.ReadFile(filepath.Join(s.Layout.pki(), "ca.crt"))
	if err != nil {
		return err
	}
	values := addons.Settings{
		Registry:        s.Registry,
		TokenID:         token.id,
		TokenSecret:     token.secret,
		TokenExpiration: time.Now().Add(tokenLife).UTC().Format(time.RFC3339),
		ServerURL:       s.serverURL(),
		CAData:          base64.StdEncoding.EncodeToString(ca),
		DNSDomain:       dnsDomain,
		ClusterDNS:      clusterDNS,
		ForwardDNS:      s.ResolvConf != "",
		StorageDir:      s.Layout.storage(),
	}
	applier, err := addons.NewApplier(restConfig)
	if err != nil {
		return err
	}
	return poll(ctx, "the add-ons", func() error { return addons.Apply(ctx, applier, values) })
}

// ready says what is still missing. A restarted cluster remembers the good state of its earlier life, so only news count.
func (s *settings) ready(ctx context.Context, client kubernetes.Interface, started time.Time) error {
	if err := s.nodeIsReady(ctx, client, started); err != nil {
		return err
	}
	for _, name := range addons.Deployments {
		deployment, err := client.AppsV1().Deployments(metav1.NamespaceSystem).Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if !available(deployment) {
			return fmt.Errorf("deployment %s is not available", name)
		}
		if err := s.podsRun(ctx, client, deployment, started); err != nil {
			return err
		}
	}
	_, err := client.CoreV1().ServiceAccounts(metav1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{})
	return err
}

func (s *settings) nodeIsReady(ctx context.Context, client kubernetes.Interface, started time.Time) error {
	lease, err := client.CoordinationV1().Leases(corev1.NamespaceNodeLease).Get(ctx, s.State.NodeName, metav1.GetOptions{})
	if err != nil {
		return err
	}
	if lease.Spec.RenewTime == nil || lease.Spec.RenewTime.Time.Before(started) {
		return fmt.Errorf("node %s has not been heard of since the start", s.State.NodeName)
	}
	node, err := client.CoreV1().Nodes().Get(ctx, s.State.NodeName, metav1.GetOptions{})
	if err != nil {
		return err
	}
	if !nodeReady(node) {
		return fmt.Errorf("node %s is not ready", node.Name)
	}
	return nil
}

// podsRun fails while no pod of the deployment is ready with containers of this life. On the machine's own network pods live on while
// the cluster's programs are stopped, so any time is good there.
func (s *settings) podsRun(ctx context.Context, client kubernetes.Interface, deployment *appsv1.Deployment, started time.Time) error {
	pods, err := client.CoreV1().Pods(deployment.Namespace).List(ctx, metav1.ListOptions{
		LabelSelector: metav1.FormatLabelSelector(deployment.Spec.Selector),
	})
	if err != nil {
		return err
	}
	// Kubernetes counts these times in seconds.
	since := started.Truncate(time.Second)
	if !s.State.Isolated {
		since = time.Time{}
	}
	for i := range pods.Items {
		if podReadySince(&pods.Items[i], since) {
			return nil
		}
	}
	return fmt.Errorf("deployment %s has no ready pod", deployment.Name)
}

func podReadySince(pod *corev1.Pod, since time.Time) bool {
	for _, container := range pod.Status.ContainerStatuses {
		if !container.Ready || container.State.Running == nil || container.State.Running.StartedAt.Time.Before(since) {
			return false
		}
	}
	return len(pod.Status.ContainerStatuses) > 0
}

func nodeReady(node *corev1.Node) bool {
	for _, condition := range node.Status.Conditions {
		if condition.Type == corev1.NodeReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func available(deployment *appsv1.Deployment) bool {
	return deployment.Status.ObservedGeneration >= deployment.Generation && deployment.Status.AvailableReplicas > 0
}

// poll repeats until it succeeds or ctx ends; then the error says what it waited for and the last answer.
func poll(ctx context.Context, waitingFor string, until func() error) error {
	for {
		err := until()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", waitingFor, err)
		case <-time.After(pollPause):
		}
	}
}
