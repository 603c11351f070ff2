package datastore

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

// TestEtcdOutside stamps a real etcd, twice, and finds it foreign the third time.
func TestEtcdOutside(t *testing.T) {
	endpoint := startEtcd(t)
	file := filepath.Join(t.TempDir(), "endpoint")
	if err := os.WriteFile(file, []byte(endpoint+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := config.ServerConfiguration{DataDir: t.TempDir(), Datastore: config.Datastore{Type: config.Etcd, EndpointFile: file}}
	for range 2 {
		store, err := Open(context.Background(), c, mine)
		if err != nil {
			t.Fatal(err)
		}
		if len(store.Servers) != 1 || store.Servers[0] != endpoint {
			t.Errorf("servers %v", store.Servers)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err := Open(context.Background(), c, Identity{Identity: "other"})
	var refused *exit.Error
	if !errors.As(err, &refused) || refused.Reason != exit.ForeignDatastore {
		t.Errorf("%v", err)
	}
}

func startEtcd(t *testing.T) string {
	t.Helper()
	client, peer := localURL(t), localURL(t)
	settings := embed.NewConfig()
	settings.Dir = t.TempDir()
	settings.LogLevel = "fatal"
	settings.ListenClientUrls, settings.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	settings.ListenPeerUrls, settings.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	settings.InitialCluster = settings.InitialClusterFromName(settings.Name)
	server, err := embed.StartEtcd(settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	select {
	case <-server.Server.ReadyNotify():
	case <-time.After(time.Minute):
		t.Fatal("etcd does not start")
	}
	return client.String()
}

func localURL(t *testing.T) url.URL {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return url.URL{Scheme: "http", Host: listener.Addr().String()}
}
