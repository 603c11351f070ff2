package up

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/isolation"
)

// endGrace is how long an isolated cluster may take to end by itself: agent, server, then pods, each with a grace of its own.
const endGrace = 2*stopGrace + podGrace + 5*time.Second

// upIsolated runs the cluster in namespaces and a cgroup of its own. When it stops, nothing is left of it but its data.
func upIsolated(ctx context.Context, o *options) error {
	started := time.Now()
	id := isolation.IDOf(o.dataDir)
	// What a killed predecessor left.
	if err := isolation.Clean(id); err != nil {
		return err
	}
	var box *isolation.Box
	var serverURL string
	err := isolation.WithNetworkLock(func() error {
		s, err := isolatedSettings(o)
		if err != nil {
			return err
		}
		world, err := worldOf(o, id, s)
		if err != nil {
			return err
		}
		serverURL = s.serverURL()
		box, err = isolation.Start(world, "up", insideArgument)
		return err
	})
	if err != nil {
		return err
	}
	noticed := make(chan error, 1)
	go func() {
		if box.Noticed() {
			noticed <- announce(o, serverURL, started)
		}
	}()
	err = follow(ctx, box, noticed)
	return errors.Join(err, os.RemoveAll(readyFile(o.dataDir)), isolation.Clean(id))
}

// follow returns when the cluster has ended, by itself or because it was asked to.
func follow(ctx context.Context, box *isolation.Box, noticed <-chan error) error {
	for {
		select {
		case err := <-noticed:
			if err != nil {
				box.Init().Stop(endGrace)
				return err
			}
		case <-ctx.Done():
			box.Init().Stop(endGrace)
			return nil
		case <-box.Init().Done():
			return exit.New("up", exit.PartFailed, "the cluster ended: %v", box.Init().Err())
		}
	}
}

// isolatedSettings finds the cluster's state or makes it. The caller holds the network lock.
func isolatedSettings(o *options) (*settings, error) {
	found, err := readState(o.dataDir)
	if err != nil {
		return nil, err
	}
	if found == nil {
		if found, err = chooseAddresses(o); err != nil {
			return nil, err
		}
		if err := found.write(o.dataDir); err != nil {
			return nil, err
		}
	}
	if err := found.agrees(o); err != nil {
		return nil, err
	}
	if err := found.checkAddresses(); err != nil {
		return nil, fmt.Errorf("%w; it may be another cluster: stop it, or use a new data directory", err)
	}
	return &settings{
		State: *found, NodeIP: slotLink(found.Slot).Node.Addr().String(), APIPort: o.apiPort, Registry: o.registry, Layout: insideLayout(o),
		APIServerArgs: o.apiServerArgs,
	}, nil
}

func worldOf(o *options, id string, s *settings) (*isolation.World, error) {
	payload, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	link, err := s.State.link()
	if err != nil {
		return nil, err
	}
	return &isolation.World{
		ID: id, Hostname: s.State.NodeName, DataDir: o.dataDir, ImagesDir: o.imagesDir, RuntimeDir: o.runtimeDir,
		Binary: self, Link: link, Payload: payload,
	}, nil
}
