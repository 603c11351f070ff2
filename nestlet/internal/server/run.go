package server

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"net"
	"os"
	"time"

	"k8s.io/klog/v2"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/datastore"
	"nestling.dev/nestlet/internal/exit"
)

// Names of the parts in logs and in the exit line.
const (
	partConfiguration     = "configuration"
	partServer            = "nestlet"
	partDatastore         = "datastore"
	partAPIServer         = "kube-apiserver"
	partControllerManager = "kube-controller-manager"
	partScheduler         = "kube-scheduler"
)

var parts = []string{partServer, partDatastore, partAPIServer, partControllerManager, partScheduler}

// How long each step of the end may take, all together below 5 s. A part that takes longer is left behind: the process ends anyway, and
// what was acknowledged is on disk.
const (
	controllersStopWithin = 1250 * time.Millisecond
	resignWithin          = 250 * time.Millisecond
	apiServerStopWithin   = 2250 * time.Millisecond
)

// run is the life of a server: it returns nil when ctx ended it.
func run(ctx context.Context, c config.ServerConfiguration) error {
	programs, err := parsePrograms(c)
	if err != nil {
		return err
	}
	setUpLogging(c.Logging, programs.verbosity())
	listener, err := listen(c.Bind)
	if err != nil {
		return exit.New(partAPIServer, exit.PartFailed, "bind: %v", err)
	}
	// Nobody closes the listener but the API server: it takes a listener closed by others for a reason to panic.
	identity, err := identityOf(c)
	if err != nil {
		return err
	}
	lock, err := lockDataDir(ctx, c)
	if err != nil {
		return unlessEnded(ctx, err)
	}
	defer lock.Close()
	store, err := datastore.Open(ctx, c, identity)
	if err != nil {
		return unlessEnded(ctx, err)
	}
	failure := runPrograms(ctx, programs, store, listener)
	if err := store.Close(); err != nil {
		nestletLog().Error(err, "The datastore was not closed cleanly; what was acknowledged is on disk")
	}
	return failure
}

// unlessEnded drops the error of a wait that was interrupted because the server is to end.
func unlessEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// runPrograms starts the API server, then the controllers, and ends them the other way round.
func runPrograms(ctx context.Context, programs *programs, store *datastore.Store, listener net.Listener) error {
	endAnnounced := context.AfterFunc(ctx, func() { nestletLog().Info("Ending") })
	defer endAnnounced()
	api, err := startAPIServer(programs, store, listener)
	if err != nil {
		return exit.Of(partAPIServer, err)
	}
	lead := leadership(programs, api)
	controllers := startControllers(programs, api, lead)
	failure := waitForEnd(ctx, api, controllers, store)
	ending.Store(true)
	for _, part := range controllers {
		part.cancel()
	}
	deadline, handOver := time.Now().Add(controllersStopWithin), true
	for _, part := range controllers {
		handOver = part.awaitEnd(time.Until(deadline)) && handOver
	}
	if handOver {
		lead.resign(resignWithin)
	}
	api.cancel()
	api.awaitEnd(apiServerStopWithin)
	return failure
}

func waitForEnd(ctx context.Context, api *apiServer, controllers []*part, store *datastore.Store) error {
	var ended *part
	select {
	case <-ctx.Done():
		return nil
	case failure := <-store.Failed:
		return failure
	case <-api.ended:
		ended = api.part
	case <-controllers[0].ended:
		ended = controllers[0]
	case <-controllers[1].ended:
		ended = controllers[1]
	}
	// A part that ends because the data can't be used is not the reason.
	select {
	case failure := <-store.Failed:
		return failure
	default:
		return ended.failure()
	}
}

// identityOf reads the cluster CA: together with the configured identity it is what the data is bound to.
func identityOf(c config.ServerConfiguration) (datastore.Identity, error) {
	content, err := os.ReadFile(c.Certificate("ca.crt"))
	if err != nil {
		return datastore.Identity{}, exit.New(partConfiguration, exit.InvalidConfiguration, "certificates: %v", err)
	}
	block, _ := pem.Decode(content)
	if block == nil || block.Type != "CERTIFICATE" {
		return datastore.Identity{}, exit.New(partConfiguration, exit.InvalidConfiguration, "certificates: ca.crt has no PEM certificate")
	}
	if _, err := x509.ParseCertificate(block.Bytes); err != nil {
		return datastore.Identity{}, exit.New(partConfiguration, exit.InvalidConfiguration, "certificates: ca.crt: %v", err)
	}
	sum := sha256.Sum256(block.Bytes)
	return datastore.Identity{Identity: c.Identity, CAFingerprint: hex.EncodeToString(sum[:])}, nil
}

func nestletLog() klog.Logger {
	return klog.Background().WithName(partServer)
}
