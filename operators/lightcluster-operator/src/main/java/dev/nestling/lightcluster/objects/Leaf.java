package dev.nestling.lightcluster.objects;

import dev.nestling.core.objects.ServingNames;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.pki.CertificateRequest;

/** The server's certificates, named as the files that hold them: kubeadm's layout. */
public enum Leaf {
  API_SERVER("apiserver"),
  KUBELET_CLIENT("apiserver-kubelet-client"),
  FRONT_PROXY_CLIENT("front-proxy-client"),
  CONTROLLER_MANAGER("controller-manager"),
  SCHEDULER("scheduler");

  private final String file;

  Leaf(String file) {
    this.file = file;
  }

  String certificateFile() {
    return file + ".crt";
  }

  String keyFile() {
    return file + ".key";
  }

  /** Which of the two authorities signs it. */
  public Signer signer(Signer cluster, Signer frontProxy) {
    return this == FRONT_PROXY_CLIENT ? frontProxy : cluster;
  }

  CertificateRequest request(ServingNames serving) {
    return switch (this) {
      case API_SERVER ->
          CertificateRequest.server("kube-apiserver", serving.dnsNames(), serving.addresses());
      case KUBELET_CLIENT -> CertificateRequest.client("kube-apiserver-kubelet-client");
      case FRONT_PROXY_CLIENT -> CertificateRequest.client("front-proxy-client");
      case CONTROLLER_MANAGER -> CertificateRequest.client("system:kube-controller-manager");
      case SCHEDULER -> CertificateRequest.client("system:kube-scheduler");
    };
  }
}
