package agent

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	"k8s.io/kubernetes/cmd/kubelet/app"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	kubeletvalidation "k8s.io/kubernetes/pkg/kubelet/apis/config/validation"
	"k8s.io/kubernetes/pkg/kubelet/kubeletconfig/configfiles"
	utilfs "k8s.io/kubernetes/pkg/util/filesystem"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/yaml"
)

// runKubelet runs the kubelet until ctx ends. It does not use the kubelet's command, which would handle signals in its own way.
func runKubelet(ctx context.Context, c *Configuration, m *membership, socket string) error {
	config, err := loadKubeletConfiguration(ctx, c, m, socket)
	if err != nil {
		return err
	}
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(config.FeatureGates); err != nil {
		return err
	}
	if err := kubeletvalidation.ValidateKubeletConfiguration(config, utilfeature.DefaultFeatureGate); err != nil {
		return fmt.Errorf("kubelet: %w", err)
	}
	server := &options.KubeletServer{KubeletFlags: *kubeletFlags(c, m), KubeletConfiguration: *config}
	if err := options.ValidateKubeletFlags(&server.KubeletFlags); err != nil {
		return fmt.Errorf("node.labels: %w", err)
	}
	dependencies, err := app.UnsecuredDependencies(ctx, server, utilfeature.DefaultFeatureGate)
	if err != nil {
		return err
	}
	return app.Run(ctx, server, dependencies, utilfeature.DefaultFeatureGate)
}

// kubeletFlags are the settings that have no field in the KubeletConfiguration.
func kubeletFlags(c *Configuration, m *membership) *options.KubeletFlags {
	flags := options.NewKubeletFlags()
	flags.RootDirectory = filepath.Join(c.DataDir, "kubelet")
	flags.CertDirectory = filepath.Join(c.DataDir, "kubelet", "pki")
	flags.KubeConfig = m.kubeconfig
	flags.BootstrapKubeconfig = m.bootstrapKubeconfig
	flags.HostnameOverride = c.Node.Name
	flags.NodeIP = c.Node.IP
	maps.Copy(flags.NodeLabels, c.Node.Labels)
	return flags
}

// loadKubeletConfiguration writes the configuration to a file, for people to look at, and reads it back strictly and with defaults.
func loadKubeletConfiguration(ctx context.Context, c *Configuration, m *membership, socket string) (*kubeletconfig.KubeletConfiguration, error) {
	rendered, err := renderKubeletConfiguration(c, m, socket)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(c.DataDir, "kubelet.yaml")
	if err := os.WriteFile(path, rendered, 0o600); err != nil {
		return nil, err
	}
	loader, err := configfiles.NewFsLoader(&utilfs.DefaultFs{}, path)
	if err != nil {
		return nil, err
	}
	config, err := loader.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("kubelet: %w", err)
	}
	return config, nil
}

func renderKubeletConfiguration(c *Configuration, m *membership, socket string) ([]byte, error) {
	base := baseKubeletConfiguration(c, m, socket)
	resolver, err := resolverOf(c)
	if err != nil {
		return nil, fmt.Errorf("resolvConf: %w", err)
	}
	base.ResolverConfig = &resolver
	if c.Node.Size != nil {
		machine, err := machineSize()
		if err == nil {
			err = c.Node.Size.bound(base, machine)
		}
		if err != nil {
			return nil, fmt.Errorf("node.size: %w", err)
		}
	}
	fields, err := runtime.DefaultUnstructuredConverter.ToUnstructured(base)
	if err != nil {
		return nil, err
	}
	fields["apiVersion"], fields["kind"] = kubeletv1beta1.SchemeGroupVersion.String(), "KubeletConfiguration"
	mergeInto(fields, c.Kubelet)
	return yaml.Marshal(fields)
}

// mergeInto lays over on top of base: objects are merged field by field, everything else is replaced.
func mergeInto(base, over map[string]any) {
	for key, value := range over {
		below, isObject := base[key].(map[string]any)
		above, isAlsoObject := value.(map[string]any)
		if isObject && isAlsoObject {
			mergeInto(below, above)
			continue
		}
		base[key] = value
	}
}

func baseKubeletConfiguration(c *Configuration, m *membership, socket string) *kubeletv1beta1.KubeletConfiguration {
	config := &kubeletv1beta1.KubeletConfiguration{
		ContainerRuntimeEndpoint: "unix://" + socket,
		PodLogsDir:               filepath.Join(c.DataDir, "pod-logs"),
		VolumePluginDir:          filepath.Join(c.DataDir, "kubelet", "volume-plugins"),
		RotateCertificates:       true,
		Authentication: kubeletv1beta1.KubeletAuthentication{
			X509:      kubeletv1beta1.KubeletX509Authentication{ClientCAFile: m.caFile},
			Anonymous: kubeletv1beta1.KubeletAnonymousAuthentication{Enabled: ptr.To(false)},
			Webhook:   kubeletv1beta1.KubeletWebhookAuthentication{Enabled: ptr.To(true)},
		},
		Authorization:       kubeletv1beta1.KubeletAuthorization{Mode: kubeletv1beta1.KubeletAuthorizationModeWebhook},
		ClusterDomain:       c.DNSDomain,
		RegisterWithTaints:  c.Node.Taints,
		SerializeImagePulls: ptr.To(false),
		// Nested nodes share the host's cgroups, swap and disk with others: only what a pod asks for is enforced.
		CgroupDriver:           "cgroupfs",
		CgroupRoot:             c.CgroupRoot,
		FailCgroupV1:           ptr.To(false),
		FailSwapOn:             ptr.To(false),
		EnforceNodeAllocatable: []string{"none"},
		EvictionHard: map[string]string{
			"memory.available": "100Mi", "nodefs.available": "1%", "nodefs.inodesFree": "1%", "imagefs.available": "1%",
		},
		// Images that were imported can't be pulled again.
		ImageGCHighThresholdPercent: ptr.To(int32(100)),
		ShutdownGracePeriod:         metav1.Duration{Duration: time.Duration(0)},
	}
	if c.ClusterDNS != "" {
		config.ClusterDNS = []string{c.ClusterDNS}
	}
	return config
}
