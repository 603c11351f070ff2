// Package etcdtest runs a real etcd inside a test.
package etcdtest

import (
	"net"
	"net/url"
	"testing"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/transport"
	"go.etcd.io/etcd/server/v3/embed"
)

// Start gives the client URL of an etcd on loopback that ends with the test. With TLS files it serves https.
func Start(t *testing.T, files transport.TLSInfo) string {
	t.Helper()
	client, peer := localURL(t), localURL(t)
	settings := embed.NewConfig()
	settings.Dir = t.TempDir()
	settings.LogLevel = "fatal"
	settings.EnableGRPCGateway = false
	if !files.Empty() {
		client.Scheme = "https"
		settings.ClientTLSInfo = files
	}
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
