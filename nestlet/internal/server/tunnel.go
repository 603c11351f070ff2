package server

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/apis/apiserver/v1beta1"
	"k8s.io/client-go/rest"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/exit"
	"nestling.dev/nestlet/internal/tunnel"
)

// tunnelOfServer is the way to nodes, if there is one.
type tunnelOfServer struct {
	tunnel *tunnel.Tunnel
	socket net.Listener
}

// openTunnel opens the socket before anything can ask for a connection.
func openTunnel(c config.ServerConfiguration, loopback *rest.Config) (*tunnelOfServer, error) {
	if c.Tunnel == nil {
		return &tunnelOfServer{}, nil
	}
	id, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	var ranges []netip.Prefix
	for _, text := range append(slices.Clone(c.Network.PodCIDRs), c.Network.ServiceCIDRs...) {
		ranges = append(ranges, netip.MustParsePrefix(text))
	}
	made, err := tunnel.New(loopback, ranges, tunnel.NewChild(c.TunnelSocket("agents"), id, c.Tunnel.Servers))
	if err != nil {
		return nil, err
	}
	socket, err := tunnel.Listen(c.TunnelSocket("dials"))
	if err != nil {
		return nil, nameFullVolume(err)
	}
	return &tunnelOfServer{made, socket}, nil
}

func (t *tunnelOfServer) handler(next http.Handler) http.Handler {
	if t.tunnel == nil {
		return next
	}
	return t.tunnel.Handler(next)
}

// start serves until ctx ends.
func (t *tunnelOfServer) start(ctx context.Context) {
	if t.tunnel == nil {
		return
	}
	go func() {
		if err := t.tunnel.Run(ctx, t.socket); err != nil && ctx.Err() == nil {
			giveUp(partAPIServer, "the tunnel ended: "+err.Error())
		}
	}()
}

func egressFile(c config.ServerConfiguration) string {
	return filepath.Join(c.DataDir, "apiserver", "egress.json")
}

// writeEgress says that everything in the cluster is reached through the tunnel.
func writeEgress(c config.ServerConfiguration) error {
	if c.Tunnel == nil {
		return nil
	}
	content, err := json.Marshal(v1beta1.EgressSelectorConfiguration{
		TypeMeta: metav1.TypeMeta{APIVersion: v1beta1.SchemeGroupVersion.String(), Kind: "EgressSelectorConfiguration"},
		EgressSelections: []v1beta1.EgressSelection{{
			Name: "cluster",
			Connection: v1beta1.Connection{
				ProxyProtocol: v1beta1.ProtocolHTTPConnect,
				Transport:     &v1beta1.Transport{UDS: &v1beta1.UDSTransport{UDSName: c.TunnelSocket("dials")}},
			},
		}},
	})
	if err != nil {
		return exit.Of(partAPIServer, err)
	}
	return nameFullVolume(replaceFile(egressFile(c), content))
}
