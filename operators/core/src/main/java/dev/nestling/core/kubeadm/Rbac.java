package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.util.List;

/** Who may do what inside a nested cluster. */
public final class Rbac {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private Rbac() {}

  /** Somebody who is identified by a client certificate or a bootstrap token. */
  public static Subject user(String name) {
    return new SubjectBuilder().withApiGroup(GROUP).withKind("User").withName(name).build();
  }

  /** Everybody with this group in a client certificate or a bootstrap token. */
  public static Subject group(String name) {
    return new SubjectBuilder().withApiGroup(GROUP).withKind("Group").withName(name).build();
  }

  /** Pods with this service account of namespace kube-system. */
  public static Subject systemAccount(String name) {
    return new SubjectBuilder()
        .withKind("ServiceAccount")
        .withName(name)
        .withNamespace(NestedMetadata.SYSTEM)
        .build();
  }

  public static ClusterRoleBinding bindClusterRole(String name, String role, Subject subject) {
    return new ClusterRoleBindingBuilder()
        .withMetadata(NestedMetadata.clusterWide(name))
        .withNewRoleRef(GROUP, "ClusterRole", role)
        .withSubjects(subject)
        .build();
  }

  public static ClusterRole clusterRole(String name, PolicyRule... rules) {
    return new ClusterRoleBuilder()
        .withMetadata(NestedMetadata.clusterWide(name))
        .withRules(rules)
        .build();
  }

  /** The right to do this to all objects of some kinds. */
  public static PolicyRule rule(String apiGroup, List<String> resources, List<String> verbs) {
    return new PolicyRuleBuilder()
        .withApiGroups(apiGroup)
        .withResources(resources)
        .withVerbs(verbs)
        .build();
  }

  /** A role that lets somebody get one ConfigMap and nothing else. */
  public static Role configMapReader(String namespace, String name, String configMap) {
    return new RoleBuilder()
        .withMetadata(NestedMetadata.in(namespace, name))
        .addNewRule()
        .withApiGroups("")
        .withResources("configmaps")
        .withResourceNames(configMap)
        .withVerbs("get")
        .endRule()
        .build();
  }

  /** A role in one namespace. */
  public static Role role(String namespace, String name, PolicyRule... rules) {
    return new RoleBuilder()
        .withMetadata(NestedMetadata.in(namespace, name))
        .withRules(rules)
        .build();
  }

  /** A binding with the name of its role, as kubeadm has them. */
  public static RoleBinding bindRole(String namespace, String role, Subject... subjects) {
    return new RoleBindingBuilder()
        .withMetadata(NestedMetadata.in(namespace, role))
        .withNewRoleRef(GROUP, "Role", role)
        .withSubjects(subjects)
        .build();
  }
}
