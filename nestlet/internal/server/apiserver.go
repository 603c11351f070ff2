package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/rest"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	apiserveroptions "k8s.io/kubernetes/cmd/kube-apiserver/app/options"

	"nestling.dev/nestlet/internal/datastore"
)

// httpShutdownLimit is how long connections get to end by themselves; upstream's default is the request timeout of a minute, which any
// open watch of a client that does not close its connection uses up.
const httpShutdownLimit = 1500 * time.Millisecond

// hookName is the post-start hook that /readyz waits for.
const hookName = "nestling-system-objects"

// apiServer is the API server part.
type apiServer struct {
	*part
	// ready is closed when /readyz is true.
	ready chan struct{}
	// loopback has the rights of system:masters; it never leaves this process.
	loopback *rest.Config
}

func startAPIServer(programs *programs, store *datastore.Store, listener net.Listener) (*apiServer, error) {
	if err := writeClientFiles(programs.configuration); err != nil {
		return nil, err
	}
	issuersOfStart, err := writeAuthentication(programs.configuration)
	if err != nil {
		return nil, err
	}
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	if err := writeEgress(programs.configuration); err != nil {
		return nil, err
	}
	completed, err := completeOptions(programs, store, listener)
	if err != nil {
		return nil, err
	}
	settings, err := apiserver.NewConfig(completed)
	if err != nil {
		return nil, err
	}
	started := &apiServer{ready: make(chan struct{}), loopback: settings.KubeAPIs.ControlPlane.Generic.LoopbackClientConfig}
	tunnel, err := openTunnel(programs.configuration, started.loopback)
	if err != nil {
		return nil, err
	}
	outermost := &settings.Aggregator.GenericConfig.Config
	build := outermost.BuildHandlerChainFunc
	outermost.BuildHandlerChainFunc = func(handler http.Handler, c *genericapiserver.Config) http.Handler {
		return gate(started.ready, tunnel.handler(build(handler, c)))
	}
	chainConfig, err := settings.Complete()
	if err != nil {
		return nil, err
	}
	chain, err := apiserver.CreateServerChain(chainConfig)
	if err != nil {
		return nil, err
	}
	generic := chain.GenericAPIServer
	generic.ShutdownTimeout = httpShutdownLimit
	if err := generic.AddPostStartHook(hookName, started.systemObjectsHook(programs)); err != nil {
		return nil, err
	}
	prepared, err := chain.PrepareRun()
	if err != nil {
		return nil, err
	}
	started.part = startPart(partAPIServer, func(ctx context.Context) error {
		tunnel.start(ctx)
		go followIssuers(ctx, programs.configuration, issuersOfStart)
		return prepared.Run(ctx)
	})
	return started, nil
}

// completeOptions adds what is known only now, the listener and the open datastore, and lets upstream check everything.
func completeOptions(programs *programs, store *datastore.Store, listener net.Listener) (apiserveroptions.CompletedOptions, error) {
	options := programs.apiServer
	options.SecureServing.Listener = listener
	options.SecureServing.BindPort = programs.configuration.Bind.Port
	options.SecureServing.BindAddress = net.ParseIP(programs.configuration.Bind.Address)
	options.Etcd.StorageConfig.Transport.ServerList = store.Servers
	options.Etcd.StorageConfig.Transport.TrustedCAFile = store.CAFile
	options.Etcd.StorageConfig.Transport.CertFile = store.CertFile
	options.Etcd.StorageConfig.Transport.KeyFile = store.KeyFile

	completed, err := options.Complete(context.Background())
	if err != nil {
		return completed, at("apiServer", err)
	}
	if problems := completed.Validate(); len(problems) > 0 {
		return completed, at("apiServer", errors.Join(problems...))
	}
	return completed, nil
}

func (a *apiServer) systemObjectsHook(programs *programs) genericapiserver.PostStartHookFunc {
	return func(hook genericapiserver.PostStartHookContext) error {
		objects, err := newSystemObjects(programs.configuration, hook.LoopbackClientConfig)
		if err != nil {
			return err
		}
		go primeRBAC(hook, objects.client)
		if err := objects.ensure(hook); err != nil {
			return nil // the server is ending
		}
		go a.announceReadiness(hook, objects.client.Discovery().RESTClient())
		go objects.publishEndpoint(hook)
		return nil
	}
}

// announceReadiness asks /readyz itself, which includes this hook and the bootstrap of upstream's RBAC rules.
func (a *apiServer) announceReadiness(ctx context.Context, client rest.Interface) {
	err := wait.PollUntilContextCancel(ctx, retryInterval, true, func(ctx context.Context) (bool, error) {
		return client.Get().AbsPath("/readyz").Do(ctx).Error() == nil, nil
	})
	if err == nil {
		nestletLog().Info("Ready")
		close(a.ready)
	}
}
