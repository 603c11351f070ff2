package config

import (
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// CertificateFiles are the files of a certificates directory that a server needs.
func CertificateFiles() []string {
	files := []string{"ca.crt", "ca.key", "front-proxy-ca.crt", "sa.key", "sa.pub"}
	for _, pair := range []string{"apiserver", "apiserver-kubelet-client", "front-proxy-client", "controller-manager", "scheduler"} {
		files = append(files, pair+".crt", pair+".key")
	}
	return files
}

// Certificate is the path of one file of the certificates directory.
func (c ServerConfiguration) Certificate(file string) string {
	return filepath.Join(c.Certificates, file)
}

// TunnelSocket is one of the tunnel's two sockets: where the API server asks for connections (dials), and where agents are passed on (agents).
func (c ServerConfiguration) TunnelSocket(name string) string {
	return filepath.Join(c.DataDir, "tunnel", name+".sock")
}

// CheckFiles says which files that the configuration names can't be read, all at once.
func (c ServerConfiguration) CheckFiles() error {
	var all field.ErrorList
	for _, file := range CertificateFiles() {
		all = append(all, checkReadable(c.Certificate(file), field.NewPath("certificates"))...)
	}
	datastore := field.NewPath("datastore")
	for _, file := range []struct {
		path *field.Path
		name string
	}{
		{datastore.Child("endpointFile"), c.Datastore.EndpointFile},
		{datastore.Child("caFile"), c.Datastore.CAFile},
		{datastore.Child("certFile"), c.Datastore.CertFile},
		{datastore.Child("keyFile"), c.Datastore.KeyFile},
		{field.NewPath("encryptionConfigFile"), c.EncryptionConfigFile},
		{field.NewPath("authentication", "jwtFile"), c.Authentication.JWTFile},
	} {
		if file.name != "" {
			all = append(all, checkReadable(file.name, file.path)...)
		}
	}
	return all.ToAggregate()
}

func checkReadable(name string, path *field.Path) field.ErrorList {
	file, err := os.Open(name)
	if err != nil {
		return field.ErrorList{field.Invalid(path, name, err.(*os.PathError).Err.Error())}
	}
	_ = file.Close()
	return nil
}
