package up

import (
	"net"
	"strconv"

	"nestling.dev/nestlet/internal/config"
)

const dnsDomain = "cluster.local"

// settings are all that the cluster's own side needs to know; they travel into an isolated cluster as JSON.
type settings struct {
	State    state
	Layout   layout
	NodeIP   string
	APIPort  int
	Registry string
	// ResolvConf is the content of the resolver configuration of the node; "" if no name server can be reached from it.
	ResolvConf    string
	APIServerArgs []config.Argument
}

func (s *settings) serverURL() string {
	return "https://" + net.JoinHostPort(s.NodeIP, strconv.Itoa(s.APIPort))
}

// bootstrapToken lets this machine join its own cluster; a new one is made at each start.
type bootstrapToken struct{ id, secret string }

func (t bootstrapToken) String() string { return t.id + "." + t.secret }
