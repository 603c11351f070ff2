package agent

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-base/config/v1alpha1"
	proxyv1alpha1 "k8s.io/kube-proxy/config/v1alpha1"
	"k8s.io/kubernetes/cmd/kube-proxy/app"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/yaml"
)

// runProxy runs kube-proxy with the kubelet's credentials. It returns when ctx ends or the proxy fails.
func runProxy(ctx context.Context, c *Configuration, m *membership) error {
	rendered, err := yaml.Marshal(proxyConfiguration(c, m))
	if err != nil {
		return err
	}
	path := filepath.Join(c.DataDir, "kube-proxy.yaml")
	if err := os.WriteFile(path, rendered, 0o600); err != nil {
		return err
	}
	options := app.NewOptions()
	flags := pflag.NewFlagSet("kube-proxy", pflag.ContinueOnError)
	options.AddFlags(flags)
	options.ConfigFile = path
	if err := options.Complete(flags); err != nil {
		return err
	}
	if err := options.Validate(); err != nil {
		return err
	}
	return options.Run(ctx)
}

func proxyConfiguration(c *Configuration, m *membership) *proxyv1alpha1.KubeProxyConfiguration {
	return &proxyv1alpha1.KubeProxyConfiguration{
		TypeMeta:         metav1.TypeMeta{APIVersion: proxyv1alpha1.SchemeGroupVersion.String(), Kind: "KubeProxyConfiguration"},
		ClientConnection: v1alpha1.ClientConnectionConfiguration{Kubeconfig: m.kubeconfig},
		HostnameOverride: c.Node.Name,
		Mode:             "iptables",
		ClusterCIDR:      strings.Join(c.PodCIDRs, ","),
		// Connection tracking is sized for the whole machine, by its owner.
		Conntrack: proxyv1alpha1.KubeProxyConntrackConfiguration{MaxPerCore: ptr.To(int32(0)), Min: ptr.To(int32(0))},
		// Nobody scrapes this port unless it is asked for.
		MetricsBindAddress: "127.0.0.1:10249",
		OOMScoreAdj:        ptr.To(int32(0)),
	}
}
