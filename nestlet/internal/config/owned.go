package config

const (
	fromCertificates = "it comes from certificates"
	fromDatastore    = "it comes from datastore"
	fromNetwork      = "it comes from network"
	fromBind         = "it comes from bind and advertise"
	fromLogging      = "it comes from logging"
	inOneProcess     = "all parts run in one process"
)

// loggingOwned are the flags of every program that logging replaces. --v is not among them: the highest one counts.
var loggingOwned = map[string]string{
	"logging-format":                  fromLogging,
	"log-flush-frequency":             fromLogging,
	"log-json-info-buffer-size":       fromLogging,
	"log-json-split-stream":           fromLogging,
	"log-text-info-buffer-size":       fromLogging,
	"log-text-split-stream":           fromLogging,
	"vmodule":                         fromLogging,
	"version":                         "`nestlet version` prints versions",
	"help":                            "it is no setting",
	"show-hidden-metrics-for-version": "metrics are shared by all parts",
}

// apiServerOwned are the kube-apiserver flags that nestlet sets, or that would open a way around what it promises, with the reason.
var apiServerOwned = merge(loggingOwned, map[string]string{
	"advertise-address":                           fromBind,
	"bind-address":                                fromBind,
	"secure-port":                                 fromBind,
	"permit-port-sharing":                         fromBind,
	"permit-address-sharing":                      fromBind,
	"endpoint-reconciler-type":                    fromBind,
	"apiserver-count":                             fromBind,
	"cert-dir":                                    fromCertificates,
	"client-ca-file":                              fromCertificates,
	"tls-cert-file":                               fromCertificates,
	"tls-private-key-file":                        fromCertificates,
	"tls-sni-cert-key":                            fromCertificates,
	"kubelet-client-certificate":                  fromCertificates,
	"kubelet-client-key":                          fromCertificates,
	"proxy-client-cert-file":                      fromCertificates,
	"proxy-client-key-file":                       fromCertificates,
	"requestheader-client-ca-file":                fromCertificates,
	"requestheader-allowed-names":                 fromCertificates,
	"requestheader-extra-headers-prefix":          fromCertificates,
	"requestheader-group-headers":                 fromCertificates,
	"requestheader-username-headers":              fromCertificates,
	"requestheader-uid-headers":                   fromCertificates,
	"service-account-key-file":                    fromCertificates,
	"service-account-signing-key-file":            fromCertificates,
	"service-account-issuer":                      fromNetwork,
	"service-cluster-ip-range":                    fromNetwork,
	"etcd-servers":                                fromDatastore,
	"etcd-servers-overrides":                      fromDatastore,
	"etcd-cafile":                                 fromDatastore,
	"etcd-certfile":                               fromDatastore,
	"etcd-keyfile":                                fromDatastore,
	"etcd-prefix":                                 "the identity guards the whole datastore",
	"storage-backend":                             fromDatastore,
	"encryption-provider-config":                  "it comes from encryptionConfigFile",
	"encryption-provider-config-automatic-reload": "it comes from encryptionConfigFile",
	"authentication-config":                       "it says which paths are open to anonymous requests",
	"anonymous-auth":                              "it says which paths are open to anonymous requests",
	"authorization-mode":                          "it is Node,RBAC",
	"authorization-config":                        "it is Node,RBAC",
	"enable-bootstrap-token-auth":                 "it is on",
	"allow-privileged":                            "it is on",
	"egress-selector-config-file":                 "the tunnel sets it",
	"shutdown-delay-duration":                     "nestlet ends in order within 5 s",
	"shutdown-send-retry-after":                   "nestlet ends in order within 5 s",
	"shutdown-watch-termination-grace-period":     "nestlet ends in order within 5 s",
	"debug-socket-path":                           "it would open another way in",
})

// controllerManagerOwned are the kube-controller-manager flags that nestlet sets, with the reason.
var controllerManagerOwned = merge(loggingOwned, servedInProcess, map[string]string{
	"allocate-node-cidrs":              fromNetwork,
	"cluster-cidr":                     fromNetwork,
	"service-cluster-ip-range":         fromNetwork,
	"cluster-signing-cert-file":        fromCertificates,
	"cluster-signing-key-file":         fromCertificates,
	"root-ca-file":                     fromCertificates,
	"service-account-private-key-file": fromCertificates,
	"use-service-account-credentials":  "it is on",
	"cluster-name":                     "it is kubernetes",
})

// schedulerOwned are the kube-scheduler flags that nestlet sets, with the reason.
var schedulerOwned = merge(loggingOwned, servedInProcess, map[string]string{
	"config":          "it would replace the flags that nestlet sets",
	"write-config-to": "it is no setting",
})

// servedInProcess are the flags of the two programs that serve nothing of their own here.
var servedInProcess = map[string]string{
	"kubeconfig":                      inOneProcess,
	"authentication-kubeconfig":       inOneProcess,
	"authorization-kubeconfig":        inOneProcess,
	"master":                          inOneProcess,
	"bind-address":                    inOneProcess,
	"secure-port":                     inOneProcess,
	"cert-dir":                        inOneProcess,
	"tls-cert-file":                   inOneProcess,
	"tls-private-key-file":            inOneProcess,
	"leader-elect":                    "it comes from leaderElection",
	"leader-elect-lease-duration":     "it comes from leaderElection",
	"leader-elect-renew-deadline":     "it comes from leaderElection",
	"leader-elect-retry-period":       "it comes from leaderElection",
	"leader-elect-resource-lock":      "it comes from leaderElection",
	"leader-elect-resource-name":      "it comes from leaderElection",
	"leader-elect-resource-namespace": "it comes from leaderElection",
}

func merge(tables ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, table := range tables {
		for name, reason := range table {
			all[name] = reason
		}
	}
	return all
}
