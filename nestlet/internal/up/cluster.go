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
	return poll(ctx, "the cluster", func() error { return s.ready(ctx, client) })
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

// ready says what is still missing.
func (s *settings) ready(ctx context.Context, client kubernetes.Interface) error {
	node, err := client.CoreV1().Nodes().Get(ctx, s.State.NodeName, metav1.GetOptions{})
	if err != nil {
		return err
	}
	if !nodeReady(node) {
		return fmt.Errorf("node %s is not ready", node.Name)
	}
	for _, name := range addons.Deployments {
		deployment, err := client.AppsV1().Deployments(metav1.NamespaceSystem).Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if !available(deployment) {
			return fmt.Errorf("deployment %s is not available", name)
		}
	}
	_, err = client.CoreV1().ServiceAccounts(metav1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{})
	return err
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
