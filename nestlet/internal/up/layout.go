package up

import (
	"path/filepath"

	"nestling.dev/nestlet/internal/isolation"
)

// layout is where things are, as the cluster's own processes see them.
type layout struct {
	Data, Images, Runtime, Binary string
}

func insideLayout(o *options) layout {
	l := layout{Data: isolation.InsideData, Runtime: isolation.InsideRuntime, Binary: isolation.InsideBinary}
	if o.imagesDir != "" {
		l.Images = isolation.InsideImages
	}
	return l
}

func (l layout) pki() string        { return filepath.Join(l.Data, "pki") }
func (l layout) serverData() string { return filepath.Join(l.Data, "server") }

// datastore is where the server keeps all objects.
func (l layout) datastore() string    { return filepath.Join(l.serverData(), "datastore") }
func (l layout) agentData() string    { return filepath.Join(l.Data, "agent") }
func (l layout) serverConfig() string { return filepath.Join(l.Data, "server.yaml") }
func (l layout) agentConfig() string  { return filepath.Join(l.Data, "agent.yaml") }
func (l layout) encryption() string   { return filepath.Join(l.Data, "encryption.yaml") }
func (l layout) token() string        { return filepath.Join(l.Data, "bootstrap-token") }
func (l layout) resolvConf() string   { return filepath.Join(l.Data, "resolv.conf") }
func (l layout) kubeconfig() string   { return filepath.Join(l.Data, "kubeconfig") }
func (l layout) storage() string      { return filepath.Join(l.Data, "storage") }
func (l layout) log(name string) string {
	return filepath.Join(l.Data, "logs", name+".log")
}
