package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.apply.OwnedKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The role that ships grants what the operator does, and nothing more. */
class ShippedRoleTest {
  private static final Path ROLE = Path.of("../../config/rbac/lightcluster_operator_role.yaml");
  private static final Set<String> WATCHED =
      Set.of("get", "list", "watch", "create", "patch", "delete");
  private static final Set<String> BY_NAME = Set.of("get", "create", "patch", "delete");

  /** What the operator does besides owning objects; each as group/resource verb. */
  private static final Set<String> BESIDES =
      Set.of(
          "nestling.dev/lightclusters get",
          "nestling.dev/lightclusters list",
          "nestling.dev/lightclusters watch",
          "nestling.dev/lightclusters patch",
          "nestling.dev/lightclusters/status patch",
          "nestling.dev/lightclusters/finalizers update",
          "/pods get",
          "/pods list",
          "/pods watch",
          "/events create",
          "/nodes list",
          "networking.k8s.io/servicecidrs list",
          "storage.k8s.io/storageclasses list",
          "scheduling.k8s.io/priorityclasses list");

  @Test
  void theRoleGrantsExactlyWhatIsUsed() throws IOException {
    ClusterRole role = Serialization.unmarshal(Files.readString(ROLE), ClusterRole.class);
    Set<String> used =
        Stream.concat(OwnedKinds.ALL.stream().flatMap(ShippedRoleTest::rights), BESIDES.stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> granted =
        role.getRules().stream()
            .flatMap(ShippedRoleTest::rights)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(granted).isEqualTo(used);
  }

  private static Stream<String> rights(OwnedKind kind) {
    Set<String> verbs = kind.reading() == OwnedKind.Reading.WATCHED ? WATCHED : BY_NAME;
    String resource = HasMetadata.getGroup(kind.type()) + "/" + HasMetadata.getPlural(kind.type());
    return verbs.stream().map(verb -> resource + " " + verb);
  }

  private static Stream<String> rights(PolicyRule rule) {
    return rule.getApiGroups().stream()
        .flatMap(
            group ->
                rule.getResources().stream()
                    .flatMap(
                        resource ->
                            rule.getVerbs().stream()
                                .map(verb -> group + "/" + resource + " " + verb)));
  }
}
