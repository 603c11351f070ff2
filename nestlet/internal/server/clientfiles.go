package server

import (
	"os"
	"path/filepath"
	"strconv"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"nestling.dev/nestlet/internal/config"
)

// servingName is the SAN that every serving certificate has: the parts in this process ask for it, whatever address they dial.
const servingName = "kubernetes"

func port(endpoint config.Endpoint) string {
	return strconv.Itoa(endpoint.Port)
}

func kubeconfigFile(c config.ServerConfiguration, part string) string {
	return filepath.Join(c.DataDir, "kubeconfig", part+".conf")
}

// writeClientFiles writes what the controllers read from dataDir at each start: it follows the configuration, so it is never kept.
func writeClientFiles(c config.ServerConfiguration) error {
	for _, part := range []struct{ name, pair string }{{partControllerManager, "controller-manager"}, {partScheduler, "scheduler"}} {
		content, err := clientcmd.Write(kubeconfig(c, part.pair))
		if err != nil {
			return err
		}
		if err := replaceFile(kubeconfigFile(c, part.name), content); err != nil {
			return nameFullVolume(err)
		}
	}
	return nil
}

// kubeconfig points at the certificate files instead of carrying them, so that a renewed pair is picked up without a restart.
func kubeconfig(c config.ServerConfiguration, pair string) clientcmdapi.Config {
	return clientcmdapi.Config{
		Clusters: map[string]*clientcmdapi.Cluster{"nestlet": {
			Server:               "https://" + dialAddress(c.Bind),
			TLSServerName:        servingName,
			CertificateAuthority: c.Certificate("ca.crt"),
		}},
		AuthInfos: map[string]*clientcmdapi.AuthInfo{pair: {
			ClientCertificate: c.Certificate(pair + ".crt"),
			ClientKey:         c.Certificate(pair + ".key"),
		}},
		Contexts:       map[string]*clientcmdapi.Context{"nestlet": {Cluster: "nestlet", AuthInfo: pair}},
		CurrentContext: "nestlet",
	}
}

func replaceFile(file string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	temporary := file + ".new"
	if err := os.WriteFile(temporary, content, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, file)
}
