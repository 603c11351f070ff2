package dev.nestling.runtime.access;

import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The RoleBinding that gives an operator its rights in one namespace. It has a finalizer: in a
 * namespace that is deleted the operator has to clean up, and would lose its rights first.
 *
 * @param name of the binding, the same in all namespaces
 * @param role the ClusterRole
 * @param operator who gets the rights
 */
record NamespaceBinding(String name, String role, ServiceAccountName operator) {
  static final String FINALIZER = "nestling.dev/access";

  /** Refuses any other binding by the operator. */
  static final String FENCE = "operator-bindings.nestling.dev";

  static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final String PART_OF = "app.kubernetes.io/part-of";

  /** A service account, as the API server calls it. */
  record ServiceAccountName(String namespace, String name) {
    private static final String PREFIX = "system:serviceaccount:";

    /** Empty of any other user. */
    static Optional<ServiceAccountName> of(String user) {
      String[] parts = user.startsWith(PREFIX) ? user.substring(PREFIX.length()).split(":") : null;
      return parts == null || parts.length != 2
          ? Optional.empty()
          : Optional.of(new ServiceAccountName(parts[0], parts[1]));
    }
  }

  RoleBinding in(String namespace) {
    return new RoleBindingBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(Map.of(PART_OF, Labels.NESTLING, Labels.MANAGED_BY, Labels.NESTLING))
        .withFinalizers(List.of(FINALIZER))
        .endMetadata()
        .withNewRoleRef()
        .withApiGroup(GROUP)
        .withKind("ClusterRole")
        .withName(role)
        .endRoleRef()
        .addNewSubject()
        .withKind("ServiceAccount")
        .withNamespace(operator.namespace())
        .withName(operator.name())
        .endSubject()
        .build();
  }

  /** One that the fence refuses: the operator's own rights, for another account. */
  RoleBinding ofSomebodyElse(String namespace) {
    RoleBinding forbidden = in(namespace);
    forbidden.getSubjects().getFirst().setName(operator.name() + "-other");
    return forbidden;
  }

  /** Whether the operator holds a binding; nobody else gives it that finalizer. */
  static boolean isHeld(RoleBinding found) {
    return finalizers(found).contains(FINALIZER);
  }

  /**
   * A patch that takes nothing but our finalizer away: RBAC lets that pass without further rights.
   */
  static String withoutFinalizer(RoleBinding found) {
    String others =
        finalizers(found).stream()
            .filter(name -> !name.equals(FINALIZER))
            .map(name -> '"' + name + '"')
            .collect(Collectors.joining(", "));
    return "{\"metadata\": {\"finalizers\": [%s]}}".formatted(others);
  }

  private static List<String> finalizers(RoleBinding found) {
    return Objects.requireNonNullElse(found.getMetadata().getFinalizers(), List.of());
  }

  /** Whether a binding gives these rights; somebody else may have taken the name. */
  boolean isMadeAs(RoleBinding found) {
    RoleBinding wanted = in(found.getMetadata().getNamespace());
    return Objects.equals(found.getRoleRef(), wanted.getRoleRef())
        && Objects.equals(found.getSubjects(), wanted.getSubjects());
  }
}
