// Package agent is a worker node: kubelet and kube-proxy in this process, on a containerd that it starts or is given.
package agent

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	apivalidation "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/yaml"
)

// The identity of the configuration file.
const (
	APIVersion = "nestlet.nestling.dev/v1alpha1"
	Kind       = "AgentConfiguration"
)

// A socket's path has at most 107 bytes in Linux; the longest socket below the data directory is the kubelet's pod-resources socket.
const maxDataDir = 107 - len("/kubelet/pod-resources/kubelet.sock")

// Configuration is the file of `nestlet agent --config FILE`. All paths are absolute.
type Configuration struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// DataDir is the only place written to, besides /run, /var/log/containers and CNI's cache.
	DataDir string `json:"dataDir"`
	// Server is where and how to join.
	Server ServerReference `json:"server"`
	Node   NodeIdentity    `json:"node"`
	// ClusterDNS is the address that pods ask for names; absent = pods use the node's own resolver.
	ClusterDNS string `json:"clusterDNS,omitempty"`
	// DNSDomain is the cluster's domain.
	DNSDomain string `json:"dnsDomain,omitempty"`
	// PodCIDRs are the ranges of the whole cluster's pods: traffic from them to Services is not masqueraded.
	PodCIDRs   []string            `json:"podCIDRs"`
	Containerd ContainerdReference `json:"containerd"`
	// CNIBinaryDirs are searched for CNI plug-ins, in this order.
	CNIBinaryDirs []string `json:"cniBinaryDirs,omitempty"`
	// CNIConfDir is where somebody else, such as a DaemonSet, writes the network's configuration; absent = the agent's own network, of one node.
	CNIConfDir string `json:"cniConfDir,omitempty"`
	// ImagesDirs hold image archives (*.tar) that are imported before the kubelet starts.
	ImagesDirs []string `json:"imagesDirs,omitempty"`
	// ResolvConf is the node's resolver configuration; "" gives pods none but the cluster's.
	ResolvConf string `json:"resolvConf,omitempty"`
	// CgroupRoot is the cgroup, from each hierarchy's root, below which all pods live.
	CgroupRoot string `json:"cgroupRoot,omitempty"`
	// KubeProxy false leaves Services to somebody else, such as a DaemonSet.
	KubeProxy *bool `json:"kubeProxy,omitempty"`
	// Kubelet is merged over the KubeletConfiguration that the agent makes; fields are those of kubelet.config.k8s.io/v1beta1.
	Kubelet map[string]any `json:"kubelet,omitempty"`
	Logging Logging        `json:"logging,omitempty"`
}

// ServerReference is the API server to join, with the trust in it and the right to join.
type ServerReference struct {
	// URL is https://host:port.
	URL string `json:"url"`
	// Exactly one of the two pins the cluster's CA: its certificate, or "sha256:<hex>" of its SubjectPublicKeyInfo.
	CAFile string `json:"caFile,omitempty"`
	CAPin  string `json:"caPin,omitempty"`
	// TokenFile holds a bootstrap token; it is read only while the node has no valid certificate.
	TokenFile string `json:"tokenFile"`
}

// NodeIdentity is how the node shows itself to the cluster.
type NodeIdentity struct {
	Name   string            `json:"name"`
	IP     string            `json:"ip"`
	Labels map[string]string `json:"labels,omitempty"`
	Taints []corev1.Taint    `json:"taints,omitempty"`
	// Size is what the machine gives to this node; absent = all that it has.
	Size *Size `json:"size,omitempty"`
}

// Size is an amount of CPU and memory.
type Size struct {
	CPU    resource.Quantity `json:"cpu"`
	Memory resource.Quantity `json:"memory"`
}

// ContainerdReference is either a running containerd (socket) or the programs to run one from (binariesDir).
type ContainerdReference struct {
	Socket      string `json:"socket,omitempty"`
	BinariesDir string `json:"binariesDir,omitempty"`
	// SandboxImage is the pause image.
	SandboxImage string `json:"sandboxImage,omitempty"`
}

// Logging is the format (text or json) and verbosity of the agent's own log.
type Logging struct {
	Format    string `json:"format,omitempty"`
	Verbosity uint32 `json:"verbosity,omitempty"`
}

// Load reads, completes and validates the file. The error lists everything that is wrong, each with its field. What is set of identity counts
// instead of the file's: many nodes may share a file.
func Load(path string, identity NodeIdentity) (*Configuration, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	config, err := Parse(data, identity)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return config, nil
}

// Parse is Load of the file's content.
func Parse(data []byte, identity NodeIdentity) (*Configuration, error) {
	config := &Configuration{}
	if err := yaml.UnmarshalStrict(data, config); err != nil {
		return nil, err
	}
	config.Node.Name = orElse(identity.Name, config.Node.Name)
	config.Node.IP = orElse(identity.IP, config.Node.IP)
	if identity.Size != nil {
		config.Node.Size = identity.Size
	}
	config.complete()
	return config, config.validate().ToAggregate()
}

func (c *Configuration) complete() {
	if c.DNSDomain == "" {
		c.DNSDomain = "cluster.local"
	}
	if len(c.CNIBinaryDirs) == 0 {
		c.CNIBinaryDirs = []string{"/opt/cni/bin", "/usr/lib/cni"}
	}
	if c.KubeProxy == nil {
		c.KubeProxy = ptr.To(true)
	}
	if c.Logging.Format == "" {
		c.Logging.Format = "json"
	}
}

func (c *Configuration) validate() field.ErrorList {
	var errs field.ErrorList
	if c.APIVersion != APIVersion {
		errs = append(errs, field.NotSupported(field.NewPath("apiVersion"), c.APIVersion, []string{APIVersion}))
	}
	if c.Kind != Kind {
		errs = append(errs, field.NotSupported(field.NewPath("kind"), c.Kind, []string{Kind}))
	}
	errs = append(errs, c.validateDataDir()...)
	errs = append(errs, c.Server.validate(field.NewPath("server"))...)
	errs = append(errs, c.Node.validate(field.NewPath("node"))...)
	errs = append(errs, c.Containerd.validate(field.NewPath("containerd"))...)
	if c.ClusterDNS != "" && net.ParseIP(c.ClusterDNS) == nil {
		errs = append(errs, field.Invalid(field.NewPath("clusterDNS"), c.ClusterDNS, "must be an IP address"))
	}
	if len(c.PodCIDRs) == 0 {
		errs = append(errs, field.Required(field.NewPath("podCIDRs"), ""))
	}
	for i, cidr := range c.PodCIDRs {
		if _, _, err := net.ParseCIDR(cidr); err != nil {
			errs = append(errs, field.Invalid(field.NewPath("podCIDRs").Index(i), cidr, "must be a range such as 10.42.0.0/16"))
		}
	}
	for i, dir := range c.CNIBinaryDirs {
		errs = append(errs, absolute(field.NewPath("cniBinaryDirs").Index(i), dir)...)
	}
	errs = append(errs, absoluteIfSet(field.NewPath("cniConfDir"), c.CNIConfDir)...)
	for i, dir := range c.ImagesDirs {
		errs = append(errs, absolute(field.NewPath("imagesDirs").Index(i), dir)...)
	}
	errs = append(errs, absoluteIfSet(field.NewPath("resolvConf"), c.ResolvConf)...)
	errs = append(errs, absoluteIfSet(field.NewPath("cgroupRoot"), c.CgroupRoot)...)
	errs = append(errs, c.validateKubelet()...)
	if c.Logging.Format != "json" && c.Logging.Format != "text" {
		errs = append(errs, field.NotSupported(field.NewPath("logging", "format"), c.Logging.Format, []string{"json", "text"}))
	}
	return errs
}

// validateKubelet is stricter than the kubelet, which ignores fields that it does not know.
func (c *Configuration) validateKubelet() field.ErrorList {
	path := field.NewPath("kubelet")
	data, err := yaml.Marshal(c.Kubelet)
	if err != nil {
		return field.ErrorList{field.InternalError(path, err)}
	}
	if err := yaml.UnmarshalStrict(data, &kubeletv1beta1.KubeletConfiguration{}); err != nil {
		_, message, _ := strings.Cut(err.Error(), "unmarshaling JSON: while decoding JSON: ")
		return field.ErrorList{field.Invalid(path, field.OmitValueType{}, orElse(strings.TrimPrefix(message, "json: "), err.Error()))}
	}
	return nil
}

func orElse(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

func (c *Configuration) validateDataDir() field.ErrorList {
	path := field.NewPath("dataDir")
	errs := absolute(path, c.DataDir)
	if len(c.DataDir) > maxDataDir {
		errs = append(errs, field.TooLong(path, c.DataDir, maxDataDir))
	}
	return errs
}

func (s *ServerReference) validate(path *field.Path) field.ErrorList {
	var errs field.ErrorList
	if u, err := url.Parse(s.URL); err != nil || u.Scheme != "https" || u.Host == "" || u.Path != "" {
		errs = append(errs, field.Invalid(path.Child("url"), s.URL, "must be https://host:port"))
	}
	switch {
	case s.CAFile == "" && s.CAPin == "":
		errs = append(errs, field.Required(path, "one of caFile and caPin is needed: the agent joins no cluster that it can't tell from another"))
	case s.CAFile != "" && s.CAPin != "":
		errs = append(errs, field.Forbidden(path.Child("caPin"), "give caFile or caPin, not both"))
	case s.CAFile != "":
		errs = append(errs, absolute(path.Child("caFile"), s.CAFile)...)
	case !pinPattern.MatchString(s.CAPin):
		errs = append(errs, field.Invalid(path.Child("caPin"), s.CAPin, "must be sha256:<64 hexadecimal digits>"))
	}
	return append(errs, absolute(path.Child("tokenFile"), s.TokenFile)...)
}

var pinPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

func (n *NodeIdentity) validate(path *field.Path) field.ErrorList {
	var errs field.ErrorList
	for _, message := range apivalidation.IsDNS1123Subdomain(n.Name) {
		errs = append(errs, field.Invalid(path.Child("name"), n.Name, message))
	}
	ip := net.ParseIP(n.IP)
	if ip == nil || ip.IsLoopback() || ip.IsUnspecified() {
		errs = append(errs, field.Invalid(path.Child("ip"), n.IP, "must be an IP address of this machine that other nodes and pods reach"))
	}
	if n.Size != nil && (n.Size.CPU.Sign() <= 0 || n.Size.Memory.Cmp(overhead) <= 0) {
		errs = append(errs, field.Invalid(path.Child("size"), n.Size.CPU.String()+", "+n.Size.Memory.String(),
			"must be some CPU, and more memory than the node's own programs need ("+overhead.String()+")"))
	}
	return errs
}

func (c *ContainerdReference) validate(path *field.Path) field.ErrorList {
	switch {
	case c.Socket == "" && c.BinariesDir == "":
		return field.ErrorList{field.Required(path, "one of socket and binariesDir is needed")}
	case c.Socket != "" && c.BinariesDir != "":
		return field.ErrorList{field.Forbidden(path.Child("socket"), "give socket or binariesDir, not both")}
	case c.Socket != "":
		return absolute(path.Child("socket"), c.Socket)
	}
	errs := absolute(path.Child("binariesDir"), c.BinariesDir)
	if c.SandboxImage == "" {
		errs = append(errs, field.Required(path.Child("sandboxImage"), "the containerd that the agent starts needs a pause image"))
	}
	return errs
}

func absolute(path *field.Path, value string) field.ErrorList {
	if value == "" {
		return field.ErrorList{field.Required(path, "")}
	}
	return absoluteIfSet(path, value)
}

func absoluteIfSet(path *field.Path, value string) field.ErrorList {
	if value != "" && (!filepath.IsAbs(value) || filepath.Clean(value) != value) {
		return field.ErrorList{field.Invalid(path, value, "must be an absolute path without . and ..")}
	}
	return nil
}
