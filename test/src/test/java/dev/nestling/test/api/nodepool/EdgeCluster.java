package dev.nestling.test.api.nodepool;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.Questioning;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.Owner;
import dev.nestling.test.api.ManagementApi;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A LightCluster {@code edge} with as much of a control plane as a pool reads. The API server that
 * is the management cluster plays its API, too.
 *
 * @param authority of the cluster
 */
record EdgeCluster(KubernetesClient admin, String namespace, KeyPair authority) {

  static EdgeCluster in(KubernetesClient admin, String namespace) {
    return new EdgeCluster(
        admin, namespace, new SecureMinter().certificateAuthority("edge", Instant.now()));
  }

  /** Whatever cluster is asked, this API server answers. */
  static Questioning playedBy(ManagementApi.Server server, HttpsClient https) {
    Config config = server.config();
    NestedTarget real =
        new NestedTarget(
            URI.create(config.getMasterUrl()),
            config.getCaCertData(),
            new KeyPair(config.getClientCertData(), config.getClientKeyData()),
            Optional.empty());
    return (target, question, patience) -> https.ask(real.https(), question, patience);
  }

  void create() {
    addControlPlane(createAlone());
  }

  /** Without anything that an operator would make of it. */
  LightCluster createAlone() {
    return admin
        .resource(
            admin
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: LightCluster
                    metadata: {name: edge, namespace: %s}
                    spec: {}
                    """
                        .formatted(namespace),
                    LightCluster.class))
        .create();
  }

  void addControlPlane(LightCluster cluster) {
    var owner = Owner.of(cluster).toOwnerReference();
    var kubeconfig =
        new Kubeconfig(
            "edge",
            new Kubeconfig.Server(
                "https://203.0.113.7:31743", authority.certificatePem(), Optional.empty()),
            new Kubeconfig.User("admin", authority));
    Map<String, String> keys =
        Map.of("tls.crt", authority.certificatePem(), "tls.key", authority.privateKeyPem());
    admin.resource(secret("edge-ca", owner, keys)).create();
    admin.resource(secret("edge-kubeconfig", owner, Map.of("value", kubeconfig.toYaml()))).create();
    admin
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("edge-api")
                .withNamespace(namespace)
                .withOwnerReferences(owner)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(6443)
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  private Secret secret(String name, OwnerReference owner, Map<String, String> data) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withOwnerReferences(owner)
        .endMetadata()
        .addToStringData(data)
        .build();
  }
}
