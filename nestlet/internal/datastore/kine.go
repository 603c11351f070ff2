package datastore

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/k3s-io/kine/pkg/drivers/generic"
	"github.com/k3s-io/kine/pkg/endpoint"
	kinetls "github.com/k3s-io/kine/pkg/tls"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"

	"nestling.dev/nestlet/internal/exit"
)

// socketLimit is what a unix socket's path may be long.
const socketLimit = 100

// maxRequest is etcd's own limit of a request with room for the envelope.
const maxRequest = 2 << 20

// kine is kine's server in this process.
type kine struct {
	server    *grpc.Server
	cancel    context.CancelFunc
	running   *sync.WaitGroup
	socketDir string
	servers   []string
}

// kineBackend is what differs between the databases.
type kineBackend struct {
	endpoint string
	tls      kinetls.Config
	pool     generic.ConnectionPoolConfig
}

// startKine serves the backend on a unix socket that only this user can open. The values are those of kine's own command, which has no
// defaults as a library; only CompactInterval stays 0, because the API server compacts, and a second compaction would keep the tokens of
// paged lists alive longer than Kubernetes says.
func startKine(dataDir string, backend kineBackend) (*kine, error) {
	socketDir, err := socketDirectory(dataDir)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	k := &kine{server: newGRPCServer(), cancel: cancel, running: &sync.WaitGroup{}, socketDir: socketDir}
	served, err := endpoint.Listen(ctx, endpoint.Config{
		GRPCServer:           k.server,
		WaitGroup:            k.running,
		Listener:             "unix://" + filepath.Join(socketDir, "etcd.sock"),
		Endpoint:             backend.endpoint,
		BackendTLSConfig:     backend.tls,
		ConnectionPoolConfig: backend.pool,
		NotifyInterval:       5 * time.Second,
		EmulatedETCDVersion:  "3.6.6",
		CompactTimeout:       5 * time.Second,
		CompactMinRetain:     1000,
		CompactBatchSize:     1000,
		PollBatchSize:        500,
	})
	if err != nil {
		cancel()
		_ = os.RemoveAll(socketDir)
		return nil, err
	}
	k.servers = served.Endpoints
	return k, nil
}

// closeWithin bounds the farewell to a database: one that does not answer any more would keep the process for ever.
const closeWithin = 500 * time.Millisecond

// stop ends kine at once: the API server is gone by then, so there is no request to wait for. beforeClose runs between the last request
// and the closing of the database.
func (k *kine) stop(beforeClose func() error) error {
	k.server.Stop()
	err := beforeClose()
	k.cancel()
	closed := make(chan struct{})
	go func() { k.running.Wait(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(closeWithin):
	}
	_ = os.RemoveAll(k.socketDir)
	return err
}

func newGRPCServer() *grpc.Server {
	return grpc.NewServer(
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 5 * time.Second}),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: 2 * time.Hour, Timeout: 20 * time.Second}),
		grpc.MaxRecvMsgSize(maxRequest),
		grpc.MaxSendMsgSize(1<<31-1),
	)
}

// socketDirectory is below dataDir, or in /tmp when that path is too long for a socket.
func socketDirectory(dataDir string) (string, error) {
	dir := filepath.Join(dataDir, "run")
	if len(dir) > socketLimit {
		dir, err := os.MkdirTemp("", "nestlet-")
		if err != nil {
			return "", exit.New(part, exit.PartFailed, "directory of the datastore's socket: %v", err)
		}
		return dir, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", classify(fmt.Errorf("directory of the datastore's socket: %w", err))
	}
	return dir, nil
}
