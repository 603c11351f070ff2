// Package isolation puts a cluster into namespaces and a cgroup of its own, so that several run side by side on one machine and
// nothing of them is left when they end.
//
// The parent process makes the cgroup and the network link and starts an init process in new namespaces. When that init dies, the
// kernel ends every process, mount and interface of the cluster. The init dies with the parent. Only cgroups outlive a killed
// parent; Clean removes them.
package isolation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
)

// Where the cluster finds its things inside its own file system.
const (
	InsideData    = "/nestling/data"
	InsideImages  = "/nestling/images"
	InsideRuntime = "/nestling/runtime"
	InsideBinary  = "/nestling/bin/nestlet"
)

// World is what an isolated cluster gets from the machine. Paths are the machine's.
type World struct {
	ID       string
	Hostname string
	DataDir  string
	// ImagesDir may be "".
	ImagesDir  string
	RuntimeDir string
	Binary     string
	Link       Link
	// Payload is for the program that runs inside; this package only carries it.
	Payload json.RawMessage
}

// Link is the cluster's one network link, between the machine and the cluster's namespace.
type Link struct {
	Host, Node netip.Prefix
	// Routes are the ranges that the machine reaches through the link.
	Routes []netip.Prefix
}

// IDOf is the short name of the cluster whose data is in dataDir, an absolute path. It is in the names of all that the machine sees of the cluster.
func IDOf(dataDir string) string {
	sum := sha256.Sum256([]byte(dataDir))
	return hex.EncodeToString(sum[:4])
}

func cgroupName(id string) string { return "nestling-" + id }

// An interface's name has at most 15 characters.
func linkName(id string) string { return "nst" + id }

// worldVariable carries the World from one stage of the init to the next.
const worldVariable = "NESTLET_ISOLATED_WORLD"

func (w *World) toEnvironment() (string, error) {
	data, err := json.Marshal(w)
	return worldVariable + "=" + string(data), err
}

// worldFromEnvironment also removes the variable, so that no child sees it.
func worldFromEnvironment() (*World, error) {
	w := &World{}
	if err := json.Unmarshal([]byte(os.Getenv(worldVariable)), w); err != nil {
		return nil, fmt.Errorf("the namespace's init was not started by nestlet up: %w", err)
	}
	return w, os.Unsetenv(worldVariable)
}
