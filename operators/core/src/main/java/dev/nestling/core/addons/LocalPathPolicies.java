package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedMetadata;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Validation;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidationBuilder;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets the provisioner of volumes make pods and volumes that reach the volumes' directory of a node
 * and nothing else. Whoever may make any pod in kube-system owns the cluster, and the provisioner's
 * token is on a node that may be taken over.
 */
final class LocalPathPolicies {
  private LocalPathPolicies() {}

  static List<HasMetadata> objects() {
    return Stream.of(
            policy(
                "pods",
                validation(
                    IT + ".metadata.name.startsWith('helper-pod-')",
                    "touches no other pods than its own"),
                created(IDENTITY, "makes pods with its own account and nothing of the node's"),
                created(VOLUMES, "makes pods with its own files and the volumes of a node"),
                created(CONTAINERS, "makes pods without rights on the node")),
            policy(
                "persistentvolumes",
                validation(DIRECTORIES, "touches no other volumes than those in its directory")))
        .flatMap(List::stream)
        .toList();
  }

  private static List<HasMetadata> policy(String resource, Validation... validations) {
    String name = "nestling-" + LocalPath.NAME + "-" + resource;
    return List.of(
        new ValidatingAdmissionPolicyBuilder()
            .withMetadata(NestedMetadata.clusterWide(name))
            .withNewSpec()
            .withFailurePolicy("Fail")
            .withNewMatchConstraints()
            .addNewResourceRule()
            .withApiGroups("")
            .withApiVersions("v1")
            .withResources(resource)
            .withOperations("CREATE", "DELETE")
            .endResourceRule()
            .endMatchConstraints()
            .addNewMatchCondition()
            .withName("of-" + LocalPath.NAME)
            .withExpression(
                "request.userInfo.username == 'system:serviceaccount:%s:%s'"
                    .formatted(NestedMetadata.SYSTEM, LocalPath.NAME))
            .endMatchCondition()
            .withValidations(validations)
            .endSpec()
            .build(),
        new ValidatingAdmissionPolicyBindingBuilder()
            .withMetadata(NestedMetadata.clusterWide(name))
            .withNewSpec()
            .withPolicyName(name)
            .withValidationActions("Deny")
            .endSpec()
            .build());
  }

  private static Validation created(String expression, String message) {
    return validation("object == null || (" + expression.strip() + ")", message);
  }

  private static Validation validation(String expression, String message) {
    return new ValidationBuilder()
        .withExpression(expression.strip())
        .withMessage(LocalPath.NAME + " " + message)
        .withReason("Forbidden")
        .build();
  }

  /** What is created or deleted. */
  private static final String IT = "(object != null ? object : oldObject)";

  private static final String IDENTITY =
      """
      object.spec.serviceAccountName == '%s' &&
      !object.spec.?automountServiceAccountToken.orValue(true) &&
      !object.spec.?hostNetwork.orValue(false) &&
      !object.spec.?hostPID.orValue(false) &&
      !object.spec.?hostIPC.orValue(false)
      """
          .formatted(LocalPath.NAME);

  private static final String VOLUMES =
      """
      object.spec.?volumes.orValue([]).all(v,
        (has(v.hostPath) && v.hostPath.path.startsWith('%s/')) ||
        (has(v.configMap) && v.configMap.name == '%s'))
      """
          .formatted(LocalPath.DIRECTORY, LocalPath.CONFIG);

  private static final String CONTAINERS =
      """
      (object.spec.containers + object.spec.?initContainers.orValue([])).all(c,
        !c.?securityContext.?privileged.orValue(false) &&
        !c.?securityContext.?allowPrivilegeEscalation.orValue(true) &&
        c.?securityContext.?capabilities.?drop.orValue([]) == ['ALL'] &&
        c.?securityContext.?capabilities.?add.orValue([]).all(a, a in ['DAC_OVERRIDE', 'FOWNER']) &&
        !has(c.envFrom) &&
        c.?env.orValue([]).all(e, !has(e.valueFrom)))
      """;

  /** A claim can ask for either kind of volume. */
  private static final String DIRECTORIES =
      """
      %1$s.spec.?hostPath.?path.orValue(
        %1$s.spec.?local.?path.orValue('')).startsWith('%2$s/')
      """
          .formatted(IT, LocalPath.DIRECTORY);
}
