package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.NestedMetadata;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the pods of several add-ons have in common. */
final class Pods {
  /** uid and gid of those that need no root. */
  private static final long NONROOT = 65532;

  /** Annotation: a change of the files that a pod reads restarts it. */
  static final String CONFIG_HASH = "nestling.dev/config-hash";

  static final Map<String, String> LINUX = Map.of("kubernetes.io/os", "linux");

  private Pods() {}

  /** Metadata of an add-on's object; {@code app} is what its pods are found by. */
  static ObjectMeta metadata(String name, String app) {
    return NestedMetadata.in(NestedMetadata.SYSTEM, name, selector(app));
  }

  static Map<String, String> selector(String app) {
    return Map.of(NestedMetadata.K8S_APP, app);
  }

  static ObjectMeta templateMetadata(String app, Map<String, String> annotations) {
    ObjectMetaBuilder metadata =
        new ObjectMetaBuilder().withLabels(NestedMetadata.labels(selector(app)));
    if (!annotations.isEmpty()) {
      metadata.withAnnotations(annotations);
    }
    return metadata.build();
  }

  static ServiceAccount account(String name, String app) {
    return new ServiceAccountBuilder().withMetadata(metadata(name, app)).build();
  }

  /** Name of the node that a pod is on. */
  static final EnvVar NODE_NAME = field("NODE_NAME", "spec.nodeName");

  /** These, and where the API is: it is asked before Services work. */
  static List<EnvVar> environment(NestedFacts facts, EnvVar... more) {
    return Stream.concat(
            Stream.of(more),
            Stream.of(
                value("KUBERNETES_SERVICE_HOST", facts.apiHost()),
                value("KUBERNETES_SERVICE_PORT", Integer.toString(facts.apiPort()))))
        .toList();
  }

  static EnvVar value(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(path)
        .endFieldRef()
        .endValueFrom()
        .build();
  }

  /** Changes with the files that a pod reads. */
  static String hash(Map<String, String> files) {
    try {
      byte[] text = new TreeMap<>(files).toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 16);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** Every taint, so that the pod is on every node and stays there. */
  static Toleration everyTaint() {
    return new TolerationBuilder().withOperator("Exists").build();
  }

  /** Those of nodes that nobody else's pods start on. */
  static List<Toleration> ofTheSystem() {
    return List.of(
        tolerated("CriticalAddonsOnly").build(),
        tolerated("node-role.kubernetes.io/control-plane").withEffect("NoSchedule").build());
  }

  private static TolerationBuilder tolerated(String key) {
    return new TolerationBuilder().withKey(key).withOperator("Exists");
  }

  /** Of pods that need no root. */
  static PodSecurityContext nonroot() {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(NONROOT)
        .withRunAsGroup(NONROOT)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  /** A process that can do nothing to the node, with these capabilities left. */
  static SecurityContext confined(String... capabilities) {
    SecurityContextBuilder context =
        new SecurityContextBuilder()
            .withAllowPrivilegeEscalation(false)
            .withReadOnlyRootFilesystem(true);
    var kept = context.withNewCapabilities().withDrop("ALL");
    return (capabilities.length == 0 ? kept : kept.withAdd(capabilities)).endCapabilities().build();
  }

  /**
   * A probe that looks after so many seconds, again and again.
   *
   * @param get path and port
   */
  static Probe probe(HTTPGetActionBuilder get, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withHttpGet(get.withScheme("HTTP").build())
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }
}
