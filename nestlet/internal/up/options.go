// Package up is `nestlet up`: a whole cluster on this machine in one command, on the machine's own network or isolated from it.
package up

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"nestling.dev/nestlet/internal/config"
)

// options are the command line. Paths are absolute.
type options struct {
	dataDir       string
	imagesDir     string
	runtimeDir    string
	kubeconfigOut string
	isolated      bool
	nodeName      string
	// nodeIP is the machine's address that pods and other machines reach; only without isolated.
	nodeIP string
	// apiPort is where the API server listens.
	apiPort int
	// podCIDR and serviceCIDR may be "": a new cluster then chooses, an old one keeps its own.
	podCIDR, serviceCIDR string
	registry             string
	// apiServerArgs are laid over the API server's own arguments, at every start anew.
	apiServerArgs arguments
}

// arguments collects a repeated flag of the shape name=value.
type arguments []config.Argument

func (a *arguments) String() string { return "" }

func (a *arguments) Set(text string) error {
	name, value, found := strings.Cut(strings.TrimLeft(text, "-"), "=")
	if !found || name == "" {
		return errors.New("the shape is name=value, as in audit-log-maxsize=10")
	}
	*a = append(*a, config.Argument{Name: name, Value: value})
	return nil
}

func parseOptions(args []string, output io.Writer) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("nestlet up", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.StringVar(&o.dataDir, "data", "", "directory of everything that the cluster keeps (required)")
	flags.StringVar(&o.imagesDir, "images", "", "directory with image archives (*.tar) to import")
	flags.StringVar(&o.runtimeDir, "runtime", "", "directory with containerd, containerd-shim-runc-v2 and ctr (default: `runtime` beside this program)")
	flags.StringVar(&o.kubeconfigOut, "kubeconfig-out", "", "file that the administrator's kubeconfig is also written to")
	flags.BoolVar(&o.isolated, "isolated", false, "own network, processes, mounts and cgroups: several side by side, and nothing is left when it stops")
	flags.StringVar(&o.nodeName, "node-name", "", "name of the node (default: the host name; isolated: node-1)")
	flags.StringVar(&o.nodeIP, "node-ip", "", "this machine's address (default: the one that its default route uses; not with -isolated)")
	flags.IntVar(&o.apiPort, "api-port", 6443, "port of the API server")
	flags.StringVar(&o.podCIDR, "pod-cidr", "", "range of the pods' addresses; only a new cluster can choose")
	flags.StringVar(&o.serviceCIDR, "service-cidr", "", "range of the Services' addresses; only a new cluster can choose")
	flags.StringVar(&o.registry, "registry", "registry.nestling.dev", "prefix of the images of the node and its add-ons")
	flags.Var(&o.apiServerArgs, "api-server-arg", "`name=value` of an additional kube-apiserver flag; repeatable. Paths are as the cluster sees them")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return o, o.complete()
}

func (o *options) complete() error {
	if o.dataDir == "" {
		return errors.New("-data is required")
	}
	if o.isolated && o.nodeIP != "" {
		return errors.New("-node-ip: an isolated cluster chooses its own")
	}
	if o.apiPort < 1 || o.apiPort > 65535 {
		return fmt.Errorf("-api-port: %d is no port", o.apiPort)
	}
	for _, cidr := range []string{o.podCIDR, o.serviceCIDR} {
		if prefix, err := netip.ParsePrefix(cidr); cidr != "" && (err != nil || prefix.Masked() != prefix || !prefix.Addr().Is4()) {
			return fmt.Errorf("%q is no IPv4 range such as 10.42.0.0/16", cidr)
		}
	}
	if o.runtimeDir == "" {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		o.runtimeDir = filepath.Join(filepath.Dir(self), "runtime")
	}
	if o.nodeName == "" {
		o.nodeName = "node-1"
		if name, err := os.Hostname(); err == nil && !o.isolated {
			o.nodeName = name
		}
	}
	for _, path := range []*string{&o.dataDir, &o.imagesDir, &o.runtimeDir, &o.kubeconfigOut} {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = absolute
	}
	return nil
}
