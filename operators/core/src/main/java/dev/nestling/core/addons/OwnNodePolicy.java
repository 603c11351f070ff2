package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedMetadata;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import java.util.List;

/**
 * Lets the pods of a DaemonSet change the Node that they are on, and no other: with the token of
 * such a pod, whoever has taken over a node has no more than that node. Tokens say on which node
 * their pod is since Kubernetes 1.30.
 */
final class OwnNodePolicy {
  private static final String NODE_OF_TOKEN = "authentication.kubernetes.io/node-name";

  private OwnNodePolicy() {}

  /**
   * @param account of namespace kube-system
   */
  static List<HasMetadata> objects(String account) {
    String name = "nestling-own-node-" + account;
    return List.of(
        new ValidatingAdmissionPolicyBuilder()
            .withMetadata(NestedMetadata.clusterWide(name))
            .withNewSpec()
            .withFailurePolicy("Fail")
            .withNewMatchConstraints()
            .addNewResourceRule()
            .withApiGroups("")
            .withApiVersions("v1")
            .withResources("nodes", "nodes/status")
            .withOperations("CREATE", "UPDATE", "DELETE")
            .endResourceRule()
            .endMatchConstraints()
            .addNewMatchCondition()
            .withName("of-" + account)
            .withExpression(
                "request.userInfo.username == 'system:serviceaccount:%s:%s'"
                    .formatted(NestedMetadata.SYSTEM, account))
            .endMatchCondition()
            .addNewValidation()
            .withExpression(
                "'%1$s' in request.userInfo.extra && request.name in request.userInfo.extra['%1$s']"
                    .formatted(NODE_OF_TOKEN))
            .withMessage("a pod of " + account + " changes the Node that it is on, and no other")
            .withReason("Forbidden")
            .endValidation()
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
}
