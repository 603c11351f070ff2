// Package config is the one file that `nestlet server` reads: its types, its strict parser and its validation. docs/architecture.md 3.2
// is the reference.
package config

// APIVersion and Kind of the file.
const (
	APIVersion = "nestlet.nestling.dev/v1alpha1"
	Kind       = "ServerConfiguration"
)

// ServerConfiguration is the whole file.
type ServerConfiguration struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Identity is stamped into the datastore; a server refuses data of another identity.
	Identity string `json:"identity"`
	// DataDir is the only place written to, besides /tmp.
	DataDir   string    `json:"dataDir"`
	Bind      Endpoint  `json:"bind"`
	Advertise *Endpoint `json:"advertise,omitempty"`
	// Certificates is a directory in kubeadm's layout.
	Certificates string    `json:"certificates"`
	Datastore    Datastore `json:"datastore"`
	Network      Network   `json:"network"`
	// EncryptionConfigFile is empty when Secrets are stored in the clear.
	EncryptionConfigFile string         `json:"encryptionConfigFile,omitempty"`
	Authentication       Authentication `json:"authentication"`
	LeaderElection       bool           `json:"leaderElection"`
	Tunnel               *Tunnel        `json:"tunnel,omitempty"`
	// ClusterInfo says who keeps kube-public/cluster-info, and what else joining needs.
	ClusterInfo       ClusterInfoKeeper `json:"clusterInfo"`
	APIServer         Component         `json:"apiServer"`
	ControllerManager Component         `json:"controllerManager"`
	Scheduler         Component         `json:"scheduler"`
	Logging           Logging           `json:"logging"`
}

// Authentication says whose tokens count besides the cluster's own.
type Authentication struct {
	// JWTFile holds the field jwt of an AuthenticationConfiguration of the API server; a change is taken without a restart.
	JWTFile string `json:"jwtFile,omitempty"`
}

// Tunnel makes the API server reach nodes, pods and Services through agents that dial its port; without it they are dialled directly.
type Tunnel struct {
	// Servers is how many servers share the address that agents dial; an agent connects to each.
	Servers int `json:"servers"`
}

// ClusterInfoKeeper is who writes what nodes read before they join.
type ClusterInfoKeeper string

// The keepers of cluster-info: nestlet itself, with the advertised address, or somebody else.
const (
	ClusterInfoByServer  ClusterInfoKeeper = "Server"
	ClusterInfoElsewhere ClusterInfoKeeper = "Elsewhere"
)

// Endpoint is an IP address and a TCP port.
type Endpoint struct {
	Address string `json:"address"`
	Port    int    `json:"port"`
}

// DatastoreType says what holds the data.
type DatastoreType string

// The types of datastore.
const (
	SQLite     DatastoreType = "SQLite"
	PostgreSQL DatastoreType = "PostgreSQL"
	MySQL      DatastoreType = "MySQL"
	Etcd       DatastoreType = "Etcd"
)

// Datastore says where the data is.
type Datastore struct {
	Type DatastoreType `json:"type"`
	// EndpointFile is a file of one line, for all types but SQLite: the DSN, or comma-separated etcd URLs.
	EndpointFile string `json:"endpointFile,omitempty"`
	CAFile       string `json:"caFile,omitempty"`
	CertFile     string `json:"certFile,omitempty"`
	KeyFile      string `json:"keyFile,omitempty"`
}

// Network of the cluster; the first range of each list is the primary family.
type Network struct {
	PodCIDRs     []string `json:"podCIDRs"`
	ServiceCIDRs []string `json:"serviceCIDRs"`
	DNSDomain    string   `json:"dnsDomain"`
}

// Component has the additional arguments of one upstream program.
type Component struct {
	ExtraArgs []Argument `json:"extraArgs,omitempty"`
}

// Argument is one command-line flag without its dashes.
type Argument struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Logging of all parts.
type Logging struct {
	Format    string `json:"format"`
	Verbosity int    `json:"verbosity"`
}

// withDefaults fills what the file left out.
func (c ServerConfiguration) withDefaults() ServerConfiguration {
	c.Bind.Address = valueOr(c.Bind.Address, "0.0.0.0")
	c.Bind.Port = valueOr(c.Bind.Port, 6443)
	if c.Advertise != nil {
		c.Advertise = &Endpoint{Address: c.Advertise.Address, Port: valueOr(c.Advertise.Port, 6443)}
	}
	if c.Tunnel != nil {
		c.Tunnel = &Tunnel{Servers: valueOr(c.Tunnel.Servers, 1)}
	}
	c.ClusterInfo = valueOr(c.ClusterInfo, ClusterInfoByServer)
	c.Datastore.Type = valueOr(c.Datastore.Type, SQLite)
	c.Network.DNSDomain = valueOr(c.Network.DNSDomain, "cluster.local")
	c.Logging.Format = valueOr(c.Logging.Format, "json")
	return c
}

func valueOr[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
