package agent

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"
	"k8s.io/apimachinery/pkg/api/resource"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
	"k8s.io/klog/v2"
	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/machine"
)

// stopGrace is how long kubelet and kube-proxy may take to end after a signal; nothing is lost when they don't.
const stopGrace = 5 * time.Second

// Main is `nestlet agent`: it returns the exit code.
func Main(args []string) int {
	flags := flag.NewFlagSet("nestlet agent", flag.ContinueOnError)
	path := flags.String("config", "", "file with the AgentConfiguration")
	var identity NodeIdentity
	flags.StringVar(&identity.Name, "node-name", "", "name of the node, instead of the file's")
	flags.StringVar(&identity.IP, "node-ip", "", "address of the node, instead of the file's")
	flags.Func("node-cpu", "CPU of the node, instead of the file's", quantity(&identity, func(s *Size) *resource.Quantity { return &s.CPU }))
	flags.Func("node-memory", "memory of the node, instead of the file's", quantity(&identity, func(s *Size) *resource.Quantity { return &s.Memory }))
	if err := flags.Parse(args); err != nil || *path == "" || flags.NArg() > 0 {
		return exit.Report(os.Stderr, exit.New("agent", exit.InvalidConfiguration, "usage: nestlet agent --config FILE [--node-name NAME] [--node-ip ADDRESS] [--node-cpu QUANTITY --node-memory QUANTITY]"))
	}
	config, err := Load(*path, identity)
	if err != nil {
		return exit.Report(os.Stderr, exit.New("agent", exit.InvalidConfiguration, "%v", err))
	}
	if err := machine.CheckNode(config.CNIBinaryDirs, config.Containerd.BinariesDir); err != nil {
		return exit.Report(os.Stderr, exit.New("machine", exit.PartFailed, "%v", err))
	}
	ctx, cancel := signal.NotifyContext(context.Background(), unix.SIGTERM, unix.SIGINT)
	defer cancel()
	if err := run(ctx, config); err != nil {
		return exit.Report(os.Stderr, exit.Of("agent", err))
	}
	return exit.CodeOK
}

// quantity reads a part of the node's size.
func quantity(identity *NodeIdentity, part func(*Size) *resource.Quantity) func(string) error {
	return func(text string) error {
		parsed, err := resource.ParseQuantity(text)
		if identity.Size == nil {
			identity.Size = &Size{}
		}
		*part(identity.Size) = parsed
		return err
	}
}

// run is the life of the node: runtime, images, join, then kubelet and kube-proxy until ctx ends or a part dies. Pods are left running.
func run(ctx context.Context, c *Configuration) error {
	if err := startLogging(c.Logging); err != nil {
		return err
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return err
	}
	runtime, err := startContainerd(named(ctx, "containerd"), c)
	if err != nil {
		return exit.New("containerd", exit.PartFailed, "%v", err)
	}
	defer runtime.stop()
	if err := importImages(named(ctx, "images"), c, runtime); err != nil {
		return exit.New("images", exit.PartFailed, "%v", err)
	}
	m, err := join(named(ctx, "join"), c)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return exit.New("join", exit.PartFailed, "%v", err)
	}
	return runParts(ctx, c, m, runtime)
}

func runParts(ctx context.Context, c *Configuration, m *membership, runtime *containerd) error {
	partsCtx, stopParts := context.WithCancel(ctx)
	defer stopParts()
	ended := make(chan error, 2)
	go func() {
		ended <- part("kubelet", runKubelet(named(partsCtx, "kubelet"), c, m, runtime.socket))
	}()
	if *c.KubeProxy {
		go func() {
			ended <- part("kube-proxy", proxyAfterJoin(named(partsCtx, "kube-proxy"), c, m))
		}()
	}
	select {
	case err := <-ended:
		if ctx.Err() == nil {
			return err
		}
	case <-runtime.exited():
		if ctx.Err() == nil {
			return exit.New("containerd", exit.PartFailed, "ended: %v", runtime.program.Err())
		}
	case <-ctx.Done():
		select {
		case <-ended:
		case <-time.After(stopGrace):
		}
	}
	return nil
}

// part says which part ended, and that none may end before the agent does.
func part(name string, err error) error {
	if err == nil {
		err = errors.New("ended by itself")
	}
	return exit.New(name, exit.PartFailed, "%v", err)
}

// proxyAfterJoin waits for the credentials that the two share: the kubelet writes the kubeconfig first and the certificate that it names
// when the cluster has signed it.
func proxyAfterJoin(ctx context.Context, c *Configuration, m *membership) error {
	err := retry(ctx, "waiting for the kubelet's credentials", func() error {
		config, err := clientcmd.BuildConfigFromFlags("", m.kubeconfig)
		if err == nil {
			_, err = rest.TLSConfigFor(config)
		}
		return err
	})
	if err != nil {
		return err
	}
	return runProxy(ctx, c, m)
}

// startLogging applies one log configuration for all parts; each part would apply its own and refuse the others'.
func startLogging(logging Logging) error {
	logsapi.ReapplyHandling = logsapi.ReapplyHandlingIgnoreUnchanged
	logs.InitLogs()
	config := logsapi.NewLoggingConfiguration()
	config.Format = logging.Format
	config.Verbosity = logsapi.VerbosityLevel(logging.Verbosity)
	if err := logsapi.ValidateAndApply(config, utilfeature.DefaultFeatureGate); err != nil {
		return fmt.Errorf("logging: %w", err)
	}
	return nil
}

// named is ctx with a logger that says which component speaks.
func named(ctx context.Context, component string) context.Context {
	return klog.NewContext(ctx, klog.Background().WithName(component))
}
