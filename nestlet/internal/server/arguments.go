package server

import (
	"net/netip"
	"path/filepath"
	"strings"

	"nestling.dev/nestlet/internal/config"
)

// apiServerArguments are the flags of kube-apiserver that nestlet owns; the datastore's follow when it is open.
// internal/config refuses each of them in extraArgs.
func apiServerArguments(c config.ServerConfiguration) []string {
	own := []string{
		"--advertise-address=" + advertiseAddress(c),
		"--endpoint-reconciler-type=none",
		"--cert-dir=" + filepath.Join(c.DataDir, "apiserver"),
		"--client-ca-file=" + c.Certificate("ca.crt"),
		"--tls-cert-file=" + c.Certificate("apiserver.crt"),
		"--tls-private-key-file=" + c.Certificate("apiserver.key"),
		"--kubelet-client-certificate=" + c.Certificate("apiserver-kubelet-client.crt"),
		"--kubelet-client-key=" + c.Certificate("apiserver-kubelet-client.key"),
		"--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
		"--proxy-client-cert-file=" + c.Certificate("front-proxy-client.crt"),
		"--proxy-client-key-file=" + c.Certificate("front-proxy-client.key"),
		"--requestheader-client-ca-file=" + c.Certificate("front-proxy-ca.crt"),
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-username-headers=X-Remote-User",
		"--service-account-issuer=https://kubernetes.default.svc." + c.Network.DNSDomain,
		"--service-account-key-file=" + c.Certificate("sa.pub"),
		"--service-account-signing-key-file=" + c.Certificate("sa.key"),
		"--service-cluster-ip-range=" + strings.Join(c.Network.ServiceCIDRs, ","),
		"--authorization-mode=Node,RBAC",
		"--authentication-config=" + authenticationFile(c),
		"--enable-admission-plugins=NodeRestriction",
		"--enable-bootstrap-token-auth=true",
		"--enable-aggregator-routing=true",
		"--allow-privileged=true",
		"--profiling=false",
		"--shutdown-watch-termination-grace-period=1s",
	}
	if c.Tunnel != nil {
		own = append(own, "--egress-selector-config-file="+egressFile(c))
	}
	if c.EncryptionConfigFile != "" {
		own = append(own, "--encryption-provider-config="+c.EncryptionConfigFile, "--encryption-provider-config-automatic-reload=true")
	}
	return own
}

// advertiseAddress is what kube-apiserver wants to know even when it publishes nothing; without it, it would look for a network interface
// with a default route, which an isolated machine has not.
func advertiseAddress(c config.ServerConfiguration) string {
	if c.Advertise != nil {
		return c.Advertise.Address
	}
	if netip.MustParsePrefix(c.Network.ServiceCIDRs[0]).Addr().Is4() {
		return "127.0.0.1"
	}
	return "::1"
}

func controllerManagerArguments(c config.ServerConfiguration) []string {
	kubeconfig := kubeconfigFile(c, partControllerManager)
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--allocate-node-cidrs=true",
		"--cluster-cidr=" + strings.Join(c.Network.PodCIDRs, ","),
		"--service-cluster-ip-range=" + strings.Join(c.Network.ServiceCIDRs, ","),
		"--cluster-signing-cert-file=" + c.Certificate("ca.crt"),
		"--cluster-signing-key-file=" + c.Certificate("ca.key"),
		"--root-ca-file=" + c.Certificate("ca.crt"),
		"--service-account-private-key-file=" + c.Certificate("sa.key"),
		"--use-service-account-credentials=true",
		"--controllers=*,bootstrapsigner,tokencleaner",
		"--leader-elect=false",
		"--secure-port=0",
		"--profiling=false",
		// Upstream's 20 requests a second make the first start of the controllers, which creates an account for each, take 5 s longer.
		"--kube-api-qps=100",
		"--kube-api-burst=200",
	}
}

func schedulerArguments(c config.ServerConfiguration) []string {
	return []string{
		"--kubeconfig=" + kubeconfigFile(c, partScheduler),
		"--leader-elect=false",
		"--secure-port=0",
		"--profiling=false",
	}
}
