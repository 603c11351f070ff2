// Package datastore gives the API server an etcd: kine over SQLite, PostgreSQL or MySQL in this process, or an etcd outside. It makes
// sure that the data belongs to this cluster before anyone else writes, and says in the operator's words what is wrong with it.
package datastore

import (
	"context"
	"os"
	"strings"
	"time"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
)

// part is the datastore's name in logs and in the exit line.
const part = "datastore"

// connectWait bounds how long a start waits for a datastore outside this process. After it nestlet ends, so that the reason shows in the
// pod's status; the kubelet's back-off is the longer wait.
const connectWait = 15 * time.Second

// Identity is what the datastore is stamped with.
type Identity struct {
	Identity string `json:"identity"`
	// CAFingerprint is the lower-case hexadecimal SHA-256 of the cluster CA's DER form.
	CAFingerprint string `json:"caFingerprint"`
}

// Store is an open datastore.
type Store struct {
	// Servers is the value of kube-apiserver's --etcd-servers.
	Servers []string
	// CAFile, CertFile and KeyFile are set for an etcd outside.
	CAFile, CertFile, KeyFile string
	// Failed gets an error when the data can't be used any longer: the process must end.
	Failed <-chan *exit.Error

	close func() error
}

// Close writes everything down and closes the datastore. The API server must have ended.
func (s *Store) Close() error {
	return s.close()
}

// Open connects, checks and stamps the datastore. Every error is an exit.Error and carries no credential.
func Open(ctx context.Context, c config.ServerConfiguration, identity Identity) (*Store, error) {
	store, err := open(ctx, c, identity)
	if err != nil {
		return nil, exit.Of(part, err)
	}
	if err := stamp(ctx, store, identity); err != nil {
		_ = store.Close()
		return nil, exit.Of(part, err)
	}
	return store, nil
}

func open(ctx context.Context, c config.ServerConfiguration, identity Identity) (*Store, error) {
	switch c.Datastore.Type {
	case config.SQLite:
		return openSQLite(ctx, c.DataDir, identity)
	case config.Etcd:
		endpoint, err := readEndpoint(c.Datastore)
		if err != nil {
			return nil, err
		}
		return openEtcd(ctx, endpoint, c.Datastore)
	default:
		endpoint, err := readEndpoint(c.Datastore)
		if err != nil {
			return nil, err
		}
		return openSQL(ctx, endpoint, c)
	}
}

// schemes that an endpoint file of each type may begin with.
var schemes = map[config.DatastoreType][]string{
	config.PostgreSQL: {"postgres://", "postgresql://"},
	config.MySQL:      {"mysql://"},
	config.Etcd:       {"https://", "http://"},
}

// readEndpoint never puts the file's content into an error: it has a password in it.
func readEndpoint(d config.Datastore) (string, error) {
	content, err := os.ReadFile(d.EndpointFile)
	if err != nil {
		return "", exit.New(part, exit.InvalidConfiguration, "datastore.endpointFile: %v", err)
	}
	endpoint := strings.TrimSpace(string(content))
	if endpoint == "" || strings.ContainsAny(endpoint, "\r\n") {
		return "", exit.New(part, exit.InvalidConfiguration, "datastore.endpointFile: %s must have exactly one line", d.EndpointFile)
	}
	for _, scheme := range schemes[d.Type] {
		if strings.HasPrefix(endpoint, scheme) {
			return endpoint, nil
		}
	}
	return "", exit.New(part, exit.InvalidConfiguration, "datastore.endpointFile: the line in %s must begin with %s for datastore.type %s",
		d.EndpointFile, strings.Join(schemes[d.Type], " or "), d.Type)
}
