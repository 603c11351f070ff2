package dev.nestling.testing;

import dev.nestling.core.apply.OwnedKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an operator may do, and what it does: each as {@code group/resource verb}. */
public final class Rights {
  private static final Set<String> EVERYWHERE = Set.of("list", "watch");
  private static final Set<String> IN_NAMESPACES = Set.of("get", "create", "patch", "delete");

  private Rights() {}

  /** What the role in a file grants. */
  public static Set<String> granted(Path file) throws IOException {
    ClusterRole role = Serialization.unmarshal(Files.readString(file), ClusterRole.class);
    return sorted(role.getRules().stream().flatMap(Rights::of));
  }

  /**
   * What watching owned objects takes in the whole management cluster, and whatever an operator
   * does there besides.
   *
   * @param besides in the same form
   */
  public static Set<String> usedEverywhere(List<OwnedKind> owned, Set<String> besides) {
    return sorted(
        Stream.concat(
            owned.stream()
                .filter(kind -> kind.reading() == OwnedKind.Reading.WATCHED)
                .flatMap(kind -> of(kind, EVERYWHERE)),
            besides.stream()));
  }

  /**
   * What writing owned objects takes in a cluster's namespace, and whatever an operator does there
   * besides.
   *
   * @param besides in the same form
   */
  public static Set<String> usedInNamespaces(List<OwnedKind> owned, Set<String> besides) {
    return sorted(
        Stream.concat(owned.stream().flatMap(kind -> of(kind, IN_NAMESPACES)), besides.stream()));
  }

  private static Stream<String> of(OwnedKind kind, Set<String> verbs) {
    String resource = HasMetadata.getGroup(kind.type()) + "/" + HasMetadata.getPlural(kind.type());
    return verbs.stream().map(verb -> resource + " " + verb);
  }

  private static Stream<String> of(PolicyRule rule) {
    return rule.getApiGroups().stream()
        .flatMap(
            group ->
                rule.getResources().stream()
                    .flatMap(
                        resource ->
                            rule.getVerbs().stream()
                                .map(verb -> group + "/" + resource + " " + verb)));
  }

  private static Set<String> sorted(Stream<String> rights) {
    return rights.collect(Collectors.toCollection(TreeSet::new));
  }
}
