package dev.nestling.core.addons;

import dev.nestling.core.content.CreatedOnce;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.NestedMetadata;
import dev.nestling.core.kubeadm.Rbac;
import dev.nestling.core.kubeadm.YamlText;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Volumes in directories of nodes. The provisioner makes and removes a directory with a pod on the
 * node.
 */
public final class LocalPath {
  static final String NAME = "local-path-provisioner";

  /** The provisioner looks for its files under this name. */
  static final String CONFIG = "local-path-config";

  /** Files in the ConfigMap. */
  static final String CONFIG_FILE = "config.json";

  static final String POD_FILE = "helperPod.yaml";

  /** Where volumes are on every node. */
  static final String DIRECTORY = "/opt/local-path-provisioner";

  private static final String ROLE = "nestling:" + NAME;
  private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

  private LocalPath() {}

  /**
   * @param image whole reference
   * @param helper whole reference of an image with a shell and its commands
   */
  public static List<HasMetadata> objects(NestedFacts facts, String image, String helper) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(Pods.account(NAME, NAME));
    objects.add(
        Rbac.clusterRole(
            ROLE,
            Rbac.rule("", List.of("nodes"), List.of("get")),
            // It takes back its choice of a node that is gone.
            Rbac.rule("", List.of("persistentvolumeclaims"), List.of("list", "watch", "update")),
            Rbac.rule(
                "", List.of("persistentvolumes"), List.of("list", "watch", "create", "delete")),
            Rbac.rule("", List.of("events"), List.of("create", "patch")),
            Rbac.rule("storage.k8s.io", List.of("storageclasses"), List.of("list", "watch"))));
    objects.add(Rbac.bindClusterRole(ROLE, ROLE, Rbac.systemAccount(NAME)));
    objects.addAll(LocalPathPolicies.objects());
    objects.add(
        Rbac.role(
            NestedMetadata.SYSTEM,
            ROLE,
            Rbac.rule("", List.of("pods"), List.of("get", "create", "delete")),
            Rbac.rule("", List.of("pods/log"), List.of("get"))));
    objects.add(Rbac.bindRole(NestedMetadata.SYSTEM, ROLE, Rbac.systemAccount(NAME)));
    objects.add(configMap(helper));
    objects.add(LocalPathDeployment.build(facts, image));
    objects.add(storageClass());
    return objects;
  }

  /** The owner may say that it is not the default, or have one of the same name. */
  private static StorageClass storageClass() {
    return new StorageClassBuilder()
        .withMetadata(NestedMetadata.clusterWide("local-path"))
        .editMetadata()
        .addToAnnotations(DEFAULT_CLASS, "true")
        .addToAnnotations(CreatedOnce.ANNOTATION, CreatedOnce.VALUE)
        .endMetadata()
        .withProvisioner("rancher.io/local-path")
        .withReclaimPolicy("Delete")
        .withVolumeBindingMode("WaitForFirstConsumer")
        .build();
  }

  private static ConfigMap configMap(String helper) {
    return new ConfigMapBuilder()
        .withMetadata(Pods.metadata(CONFIG, NAME))
        .addToData(CONFIG_FILE, NODES)
        .addToData("setup", SETUP)
        .addToData("teardown", TEARDOWN)
        .addToData(POD_FILE, POD.replace("IMAGE", YamlText.quoted(helper)))
        .build();
  }

  private static final String NODES =
      """
      {
        "nodePathMap": [{"node": "DEFAULT_PATH_FOR_NON_LISTED_NODES", "paths": ["%s"]}]
      }
      """
          .formatted(DIRECTORY);

  private static final String SETUP =
      """
      #!/bin/sh
      set -eu
      mkdir -m 0777 -p "$VOL_DIR"
      """;

  private static final String TEARDOWN =
      """
      #!/bin/sh
      set -eu
      rm -rf "$VOL_DIR"
      """;

  /**
   * On a node that is full it starts all the same, because it requests nothing. The files that it
   * removes are of any user.
   */
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: helper-pod
      spec:
        priorityClassName: system-node-critical
        automountServiceAccountToken: false
        enableServiceLinks: false
        securityContext:
          runAsUser: 0
          runAsGroup: 0
          seccompProfile: {type: RuntimeDefault}
        containers:
        - name: helper-pod
          image: IMAGE
          imagePullPolicy: IfNotPresent
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL], add: [DAC_OVERRIDE, FOWNER]}
      """;
}
