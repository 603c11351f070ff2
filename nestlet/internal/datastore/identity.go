package datastore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/transport"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"

	"nestling.dev/nestlet/internal/exit"
)

// identityKey is outside of /registry/, so that the API server never sees it.
const identityKey = "/nestling.dev/identity"

// registryPrefix is where a Kubernetes API server keeps its objects; healthKey below it is written by kine itself.
const (
	registryPrefix = "/registry/"
	healthKey      = "/registry/health"
)

// stampTimeout bounds each of the few small requests of a start.
const stampTimeout = 15 * time.Second

// stamp writes the identity into an empty datastore, in one transaction that only one of several servers can win, and refuses data that
// is not this cluster's.
func stamp(ctx context.Context, store *Store, identity Identity) error {
	client, err := newClient(store)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, stampTimeout)
	defer cancel()

	found, err := client.Get(ctx, identityKey)
	if err != nil {
		return classify(err)
	}
	if len(found.Kvs) == 1 {
		return compareStamp(found.Kvs[0].Value, identity)
	}
	if err := refuseUnstamped(ctx, client); err != nil {
		return err
	}
	value, err := json.Marshal(identity)
	if err != nil {
		return err
	}
	created, err := client.Txn(ctx).
		If(clientv3.Compare(clientv3.ModRevision(identityKey), "=", 0)).
		Then(clientv3.OpPut(identityKey, string(value))).
		Commit()
	if err != nil {
		return classify(err)
	}
	if created.Succeeded {
		return nil
	}
	return stampedByOther(ctx, client, identity)
}

func stampedByOther(ctx context.Context, client *clientv3.Client, identity Identity) error {
	found, err := client.Get(ctx, identityKey)
	if err != nil {
		return classify(err)
	}
	if len(found.Kvs) == 0 {
		return exit.New(part, exit.PartFailed, "the identity stamp came and went while this server started")
	}
	return compareStamp(found.Kvs[0].Value, identity)
}

func refuseUnstamped(ctx context.Context, client *clientv3.Client) error {
	objects, err := client.Get(ctx, registryPrefix, clientv3.WithPrefix(), clientv3.WithLimit(2), clientv3.WithKeysOnly())
	if err != nil {
		return classify(err)
	}
	for _, object := range objects.Kvs {
		if string(object.Key) != healthKey {
			return unstamped()
		}
	}
	return nil
}

func unstamped() error {
	return exit.New(part, exit.ForeignDatastore, "the datastore has a cluster's objects but no identity stamp: it is not this cluster's")
}

// compareStamp names both identities: they are no secrets, and a person must find out whose data it is.
func compareStamp(value []byte, mine Identity) error {
	var theirs Identity
	if err := json.Unmarshal(value, &theirs); err != nil {
		return exit.New(part, exit.ForeignDatastore, "the datastore's identity stamp can't be read: %v", err)
	}
	if theirs == mine {
		return nil
	}
	if theirs.Identity != mine.Identity {
		return exit.New(part, exit.ForeignDatastore, "the datastore belongs to the cluster with identity %q, this one is %q", theirs.Identity, mine.Identity)
	}
	return exit.New(part, exit.ForeignDatastore, "the datastore was made with the cluster CA %s, this one is %s",
		abbreviated(theirs.CAFingerprint), abbreviated(mine.CAFingerprint))
}

func abbreviated(fingerprint string) string {
	if len(fingerprint) > 16 {
		return fmt.Sprintf("sha256:%s…", fingerprint[:16])
	}
	return "sha256:" + fingerprint
}

func newClient(store *Store) (*clientv3.Client, error) {
	settings := clientv3.Config{Endpoints: store.Servers, DialTimeout: stampTimeout, Logger: zap.NewNop()}
	if store.CAFile != "" || store.CertFile != "" {
		files := transport.TLSInfo{TrustedCAFile: store.CAFile, CertFile: store.CertFile, KeyFile: store.KeyFile}
		tlsConfig, err := files.ClientConfig()
		if err != nil {
			return nil, exit.New(part, exit.InvalidConfiguration, "datastore.caFile, certFile, keyFile: %v", err)
		}
		settings.TLS = tlsConfig
	}
	client, err := clientv3.New(settings)
	if err != nil {
		return nil, exit.New(part, exit.DatastoreUnreachable, "etcd: %v", err)
	}
	return client, nil
}
