package up

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
	"nestling.dev/nestlet/internal/durable"
	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/isolation"
	"nestling.dev/nestlet/internal/machine"
)

// insideArgument leads this program into the init of an isolated cluster; people don't give it.
const insideArgument = "--inside"

// Main is `nestlet up`: it returns the exit code.
func Main(args []string) int {
	if len(args) == 1 && args[0] == insideArgument {
		return report(inside())
	}
	o, err := parseOptions(args, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exit.CodeOK
	}
	if err != nil {
		return exit.Report(os.Stderr, exit.New("up", exit.InvalidConfiguration, "%v", err))
	}
	ctx, cancel := untilAsked()
	defer cancel()
	return report(upAndWait(ctx, o))
}

func report(err error) int {
	if err == nil {
		return exit.CodeOK
	}
	return exit.Report(os.Stderr, exit.Of("up", err))
}

// untilAsked ends when somebody asks this program to end.
func untilAsked() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), unix.SIGTERM, unix.SIGINT, unix.SIGHUP)
}

func upAndWait(ctx context.Context, o *options) error {
	if err := machine.CheckNode([]string{"/opt/cni/bin", "/usr/lib/cni"}, o.runtimeDir); err != nil {
		return err
	}
	if err := durable.MkdirAll(o.dataDir, 0o700); err != nil {
		return err
	}
	lock, err := lockData(o.dataDir)
	if err != nil {
		return err
	}
	defer lock.Release()
	if err := os.Remove(readyFile(o.dataDir)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := machine.RaiseInotify(); err != nil {
		return err
	}
	if o.isolated {
		return upIsolated(ctx, o)
	}
	return upOnMachine(ctx, o)
}

// announcement is the content of the ready file.
type announcement struct {
	Kubeconfig string `json:"kubeconfig"`
	Server     string `json:"server"`
	PID        int    `json:"pid"`
}

func readyFile(dataDir string) string { return filepath.Join(dataDir, "ready") }

// announce says on stdout and in a file that the cluster can be used.
func announce(o *options, serverURL string, started time.Time) error {
	kubeconfig := filepath.Join(o.dataDir, "kubeconfig")
	if o.kubeconfigOut != "" {
		data, err := os.ReadFile(kubeconfig)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(o.kubeconfigOut), 0o755); err != nil {
			return err
		}
		if err := durable.WriteFile(o.kubeconfigOut, data, 0o600); err != nil {
			return err
		}
		kubeconfig = o.kubeconfigOut
	}
	data, err := json.Marshal(announcement{Kubeconfig: kubeconfig, Server: serverURL, PID: os.Getpid()})
	if err != nil {
		return err
	}
	if err := durable.WriteFile(readyFile(o.dataDir), append(data, '\n'), 0o600); err != nil {
		return err
	}
	fmt.Printf("nestlet up: ready after %.1f s: %s, kubeconfig %s\n", time.Since(started).Seconds(), serverURL, kubeconfig)
	return nil
}

// upOnMachine runs the cluster on the machine's own network. When it stops, pods stay, as they do when any node's agent restarts.
func upOnMachine(ctx context.Context, o *options) error {
	started := time.Now()
	s, err := machineSettings(o)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(readyFile(o.dataDir)) }()
	return s.run(ctx, func() error { return announce(o, s.serverURL(), started) })
}

func machineSettings(o *options) (*settings, error) {
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o644); err != nil {
		return nil, err
	}
	found, err := readState(o.dataDir)
	if err != nil {
		return nil, err
	}
	if found == nil {
		found = &state{
			Identity: newIdentity(), NodeName: o.nodeName,
			PodCIDR: orElse(o.podCIDR, ownNetworkPodCIDR), ServiceCIDR: orElse(o.serviceCIDR, ownNetworkServiceCIDR),
		}
		if err := found.write(o.dataDir); err != nil {
			return nil, err
		}
	}
	if err := found.agrees(o); err != nil {
		return nil, err
	}
	nodeIP := o.nodeIP
	if nodeIP == "" {
		if nodeIP, err = machine.DefaultAddress(); err != nil {
			return nil, fmt.Errorf("%w; say which with -node-ip", err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return &settings{
		State: *found, NodeIP: nodeIP, APIPort: o.apiPort, Registry: o.registry, ResolvConf: machine.ResolvConf(),
		APIServerArgs: o.apiServerArgs,
		Layout:        layout{Data: o.dataDir, Images: o.imagesDir, Runtime: o.runtimeDir, Binary: self},
	}, nil
}

// inside is the init of an isolated cluster.
func inside() error {
	world, err := isolation.Enter("up", insideArgument)
	if err != nil {
		return err
	}
	ctx, cancel := untilAsked()
	defer cancel()
	s := &settings{}
	if err := json.Unmarshal(world.Payload, s); err != nil {
		return err
	}
	err = s.run(ctx, isolation.Notify)
	isolation.EndAll(podGrace)
	return err
}

// podGrace is how long the pods of an isolated cluster may take to end after they were asked to.
const podGrace = 5 * time.Second
