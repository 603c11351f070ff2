package datastore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/etcd/client/pkg/v3/transport"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/etcdtest"
	"nestling.dev/nestlet/internal/exit"
)

// TestEtcdOutside stamps a real etcd, twice, and finds it foreign the third time.
func TestEtcdOutside(t *testing.T) {
	endpoint := etcdtest.Start(t, transport.TLSInfo{})
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
