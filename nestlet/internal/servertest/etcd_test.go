package servertest

import (
	"testing"

	"go.etcd.io/etcd/client/pkg/v3/transport"

	"nestling.dev/nestlet/internal/etcdtest"
	"nestling.dev/nestlet/internal/exit"
)

// TestEtcd runs a whole server on an etcd outside that asks for client certificates.
func TestEtcd(t *testing.T) {
	authority := newDatabaseAuthority(t)
	endpoint := etcdtest.Start(t, transport.TLSInfo{
		CertFile: authority.path("apiserver.crt"), KeyFile: authority.path("apiserver.key"),
		TrustedCAFile: authority.path("ca.crt"), ClientCertAuth: true,
	})
	files := ", caFile: " + authority.path("ca.crt") + ", certFile: " + authority.path("admin.crt") + ", keyFile: " + authority.path("admin.key")
	keepsDataAndRefusesOthers(t, func(t *testing.T, s *site) { s.use(t, "Etcd", endpoint, files) })

	stranger := newSite(t)
	stranger.use(t, "Etcd", endpoint, ", caFile: "+authority.path("ca.crt"))
	stranger.start(t).expectExit(t, exit.CodeUnreachable, exit.DatastoreUnreachable)
}
