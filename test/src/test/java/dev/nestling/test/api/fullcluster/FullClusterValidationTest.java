package dev.nestling.test.api.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.api.ClusterApi;
import dev.nestling.test.api.Fixture;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.Rule;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the API refuses of a FullCluster. What it has in common with a LightCluster is taken from
 * the objects that break that one's rules.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class FullClusterValidationTest {
  private static final List<String> PROGRAMS =
      List.of("etcd", "apiServer", "controllerManager", "scheduler");

  private final ClusterApi clusters;

  FullClusterValidationTest(ManagementApi.Server server) {
    clusters = new ClusterApi(server.client(), server.newNamespace("validation"));
  }

  @Test
  void everyRuleIsBrokenWhereItIs() throws IOException {
    Map<String, Object> definition =
        ClusterApi.parsed(
            Files.readString(
                Repository.find().root().resolve("crds/fullclusters.nestling.dev.yaml")));
    List<Rule> rules = Rule.of(definition);
    Set<String> fields = Rule.fields(definition, "spec");
    List<String> refusals =
        Fixture.in("invalid").stream()
            .flatMap(fixture -> translated(fixture, fields))
            .flatMap(fixture -> clusters.refusals(fixture).stream())
            .toList();
    assertThat(rules).hasSizeGreaterThan(50);
    assertThat(rules.stream().filter(rule -> refusals.stream().noneMatch(rule::refuses)))
        .as("rules that nothing breaks")
        .isEmpty();
  }

  /** What breaks a LightCluster's rules, as FullClusters; nothing where there is no such field. */
  private static Stream<Fixture> translated(Fixture fixture, Set<String> fields) {
    Set<String> used =
        fixture.documents().stream()
            .flatMap(text -> spec(ClusterApi.parsed(text)).keySet().stream())
            .collect(Collectors.toSet());
    if (fields.containsAll(used)) {
      return Stream.of(with(fixture, spec -> spec));
    }
    if (used.equals(Set.of("resources"))) {
      return PROGRAMS.stream().map(program -> with(fixture, spec -> Map.of(program, spec)));
    }
    return used.equals(Set.of("extraArgs"))
        ? PROGRAMS.stream()
            .filter(program -> !program.equals("etcd"))
            .map(program -> with(fixture, spec -> arguments(program, spec)))
        : Stream.empty();
  }

  private static Fixture with(Fixture fixture, UnaryOperator<Map<String, Object>> spec) {
    return new Fixture(
        fixture.name(),
        List.of(),
        fixture.documents().stream().map(text -> document(text, spec)).toList());
  }

  private static String document(String text, UnaryOperator<Map<String, Object>> spec) {
    Map<String, Object> object = new HashMap<>(ClusterApi.parsed(text));
    object.put("kind", "FullCluster");
    object.put("spec", spec.apply(spec(object)));
    return Serialization.asYaml(object);
  }

  /** The arguments of whichever program the original gives some to. */
  private static Map<String, Object> arguments(String program, Map<String, Object> spec) {
    Object given =
        spec.get("extraArgs") instanceof Map<?, ?> programs
            ? programs.values().iterator().next()
            : List.of();
    return Map.of(program, Map.of("extraArgs", given));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> spec(Map<String, Object> object) {
    Object spec = object.get("spec");
    return spec instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
