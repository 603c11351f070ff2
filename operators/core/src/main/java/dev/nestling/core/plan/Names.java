package dev.nestling.core.plan;

import java.util.List;

/**
 * The names of everything that belongs to one cluster; nothing else makes a name. The Secrets
 * follow the Cluster API convention, so that its tools find them.
 *
 * @param cluster the cluster's name: a DNS-1035 label of at most {@value #MAX_LENGTH} characters
 */
public record Names(String cluster) {
  /**
   * Leaves room for the longest suffix in a pod's host name and in the controller-revision label
   * (63 characters each).
   */
  public static final int MAX_LENGTH = 40;

  /** The cluster CA's Secret: {@code tls.crt}, {@code tls.key}. */
  public String clusterCa() {
    return cluster + "-ca";
  }

  /** The front-proxy CA's Secret: {@code tls.crt}, {@code tls.key}. */
  public String frontProxyCa() {
    return cluster + "-proxy";
  }

  /** The service-account key pair's Secret: {@code tls.crt} (public), {@code tls.key} (private). */
  public String serviceAccountKeys() {
    return cluster + "-sa";
  }

  /** The Secret of the encryption-at-rest keys: {@code encryption.yaml}. */
  public String encryption() {
    return cluster + "-encryption";
  }

  /** The etcd CA's Secret: {@code tls.crt}, {@code tls.key}. */
  public String etcdCa() {
    return cluster + "-etcd";
  }

  /** The datastore's PersistentVolumeClaim. */
  public String data() {
    return cluster + "-data";
  }

  /** The Secret of the server's leaf pairs. */
  public String serverCerts() {
    return cluster + "-server-certs";
  }

  /** The Secret of the kubeconfig for use from outside: {@code value}. */
  public String kubeconfig() {
    return cluster + "-kubeconfig";
  }

  /** The Secret of the kubeconfig for use inside the management cluster: {@code value}. */
  public String kubeconfigInternal() {
    return cluster + "-kubeconfig-internal";
  }

  /** The ConfigMap of the server's configuration: {@code nestlet.yaml}. */
  public String serverConfig() {
    return cluster + "-server-config";
  }

  /** The API's Service. */
  public String api() {
    return cluster + "-api";
  }

  /** The StatefulSet, and the ServiceAccount and NetworkPolicy of its pods. */
  public String server() {
    return cluster + "-server";
  }

  /** What all members of etcd share: the budget of disruptions and the policy. */
  public String etcd() {
    return cluster + "-etcd";
  }

  /** Everything of one member of etcd: StatefulSet, claim, ConfigMap, Secret; and its own name. */
  public String etcdMember(int ordinal) {
    return cluster + "-etcd-" + ordinal;
  }

  /** The pod of one member of etcd. */
  public String etcdPod(int ordinal) {
    return etcdMember(ordinal) + "-0";
  }

  /** Everything of the API servers: Deployment, ConfigMap, Secret of leaf pairs. */
  public String apiServer() {
    return cluster + "-apiserver";
  }

  /** Everything of the controller managers: Deployment, Secret of its kubeconfig. */
  public String controllerManager() {
    return cluster + "-controller-manager";
  }

  /** Everything of the schedulers: Deployment, Secret of its kubeconfig. */
  public String scheduler() {
    return cluster + "-scheduler";
  }

  /** The Secret of the tunnel's server. */
  public String konnectivity() {
    return cluster + "-konnectivity";
  }

  /** The ServiceAccount of all pods of a FullCluster, and the policy for all of them. */
  public String controlPlane() {
    return cluster + "-control-plane";
  }

  /** The Secrets of the identity, in the order in which they are written. */
  public List<String> keys() {
    return List.of(clusterCa(), frontProxyCa(), serviceAccountKeys(), encryption());
  }

  /** Data and keys: the data first. */
  public List<String> identity() {
    return List.of(data(), clusterCa(), frontProxyCa(), serviceAccountKeys(), encryption());
  }

  /** The Secrets, in the order in which they are read; no operator lists Secrets. */
  public List<String> secrets() {
    return List.of(
        clusterCa(),
        frontProxyCa(),
        serviceAccountKeys(),
        encryption(),
        serverCerts(),
        kubeconfig(),
        kubeconfigInternal());
  }
}
