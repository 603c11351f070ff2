package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.testing.Rights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The role that ships grants what the operator does, and nothing more. */
class ShippedRoleTest {
  private static final Path ROLE = Path.of("../../config/rbac/cluster_operator_role.yaml");

  /** What the operator does besides owning objects; each as group/resource verb. */
  private static final Set<String> BESIDES =
      Set.of(
          "nestling.dev/fullclusters get",
          "nestling.dev/fullclusters list",
          "nestling.dev/fullclusters watch",
          "nestling.dev/fullclusters patch",
          "nestling.dev/fullclusters/status patch",
          "nestling.dev/fullclusters/finalizers update",
          "nestling.dev/nodepools get",
          "nestling.dev/nodepools list",
          "nestling.dev/nodepools watch",
          "nestling.dev/nodepools patch",
          "nestling.dev/nodepools/status patch",
          "nestling.dev/nodepools/finalizers update",
          "nestling.dev/lightclusters get",
          "nestling.dev/lightclusters list",
          "nestling.dev/lightclusters watch",
          "/pods get",
          "/pods list",
          "/pods watch",
          "/pods delete",
          "/events create",
          "/nodes get",
          "/nodes list",
          "/nodes patch",
          "/namespaces list",
          "networking.k8s.io/servicecidrs list",
          "storage.k8s.io/storageclasses list",
          "scheduling.k8s.io/priorityclasses list");

  @Test
  void theRoleGrantsExactlyWhatIsUsed() throws IOException {
    assertThat(Rights.granted(ROLE)).isEqualTo(Rights.used(OwnedKinds.ALL, BESIDES));
  }
}
