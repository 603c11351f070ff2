package server

import (
	"context"
	"os"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/uuid"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	"nestling.dev/nestlet/internal/exit"
)

// Timing of the lease, as upstream's programs have it.
const (
	leaseDuration = 15 * time.Second
	renewDeadline = 10 * time.Second
	retryPeriod   = 2 * time.Second
	leaseName     = "nestlet-controllers"
)

// leader decides which of several servers runs the controllers. One lease for both programs: upstream's own election ends the whole
// process when the scheduler is stopped in order, and gives no way to hand over after the controllers are gone.
type leader struct {
	elected chan struct{}
	lost    chan struct{}
	cancel  context.CancelFunc
	// resigned is closed when the lease is free for another server.
	resigned chan struct{}
}

// leadership without leaderElection is held from the start and can't be lost.
func leadership(programs *programs, api *apiServer) *leader {
	ctx, cancel := context.WithCancel(context.Background())
	l := &leader{elected: make(chan struct{}), lost: make(chan struct{}), cancel: cancel, resigned: make(chan struct{})}
	if !programs.configuration.LeaderElection {
		close(l.elected)
		close(l.resigned)
		return l
	}
	go func() {
		defer close(l.resigned)
		select {
		case <-api.ready:
			l.campaign(ctx, api)
		case <-ctx.Done():
		}
	}()
	return l
}

// resign frees the lease while the API server still answers. The controllers must have ended: the lease of one that is left behind runs out
// by itself, after this process.
func (l *leader) resign(limit time.Duration) {
	l.cancel()
	select {
	case <-l.resigned:
	case <-time.After(limit):
	}
}

func (l *leader) campaign(ctx context.Context, api *apiServer) {
	host, err := os.Hostname()
	if err != nil {
		host = "nestlet"
	}
	lock := &resourcelock.LeaseLock{
		LeaseMeta:  metav1.ObjectMeta{Namespace: metav1.NamespaceSystem, Name: leaseName},
		Client:     kubernetes.NewForConfigOrDie(api.loopback).CoordinationV1(),
		LockConfig: resourcelock.ResourceLockConfig{Identity: host + "_" + string(uuid.NewUUID())},
	}
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Lock:            lock,
		LeaseDuration:   leaseDuration,
		RenewDeadline:   renewDeadline,
		RetryPeriod:     retryPeriod,
		ReleaseOnCancel: true,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { close(l.elected) },
			OnStoppedLeading: func() { close(l.lost) },
		},
	})
}

// run runs a program while this server leads.
func (l *leader) run(ctx context.Context, program func(context.Context) error) error {
	select {
	case <-l.elected:
	case <-ctx.Done():
		return nil
	}
	result := make(chan error, 1)
	go func() { result <- program(ctx) }()
	select {
	case err := <-result:
		return err
	case <-l.lost:
		return exit.New(partServer, exit.PartFailed, "leadership was lost: another server runs the controllers now")
	}
}
