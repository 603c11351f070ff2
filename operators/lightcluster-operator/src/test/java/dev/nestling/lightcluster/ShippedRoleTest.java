package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.testing.Rights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The roles that ship grant what the operator does, and nothing more. */
class ShippedRoleTest {
  private static final Path ROLE = Path.of("../../config/rbac/lightcluster_operator_role.yaml");
  private static final Path NAMESPACED =
      Path.of("../../config/rbac/lightcluster_operator_namespaced_role.yaml");

  /** What the operator does besides owning objects; each as group/resource verb. */
  private static final Set<String> BESIDES =
      Set.of(
          "nestling.dev/lightclusters get",
          "nestling.dev/lightclusters list",
          "nestling.dev/lightclusters watch",
          "nestling.dev/lightclusters patch",
          "nestling.dev/lightclusters/status patch",
          "nestling.dev/lightclusters/finalizers update",
          "/pods list",
          "/pods watch",
          "/nodes list",
          "/namespaces get",
          "rbac.authorization.k8s.io/rolebindings create",
          "rbac.authorization.k8s.io/rolebindings list",
          "rbac.authorization.k8s.io/rolebindings watch",
          "rbac.authorization.k8s.io/rolebindings patch",
          "rbac.authorization.k8s.io/rolebindings delete",
          "rbac.authorization.k8s.io/clusterroles bind",
          "networking.k8s.io/servicecidrs list",
          "storage.k8s.io/storageclasses list",
          "scheduling.k8s.io/priorityclasses list");

  @Test
  void whatIsGrantedEverywhereIsUsed() throws IOException {
    assertThat(Rights.granted(ROLE)).isEqualTo(Rights.usedEverywhere(OwnedKinds.ALL, BESIDES));
  }

  @Test
  void whatIsGrantedInNamespacesIsUsed() throws IOException {
    assertThat(Rights.granted(NAMESPACED))
        .isEqualTo(Rights.usedInNamespaces(OwnedKinds.ALL, Set.of("/events create")));
  }
}
