package dev.nestling.api.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConditionsTableTest {
  private static final Set<String> OF_FULL_CLUSTERS_ALONE = Set.of(ConditionTypes.ETCD_HEALTHY);

  @Test
  void hasEveryConditionOfLightCluster() {
    assertThat(ConditionsTable.types(KindUnderTest.LIGHT_CLUSTER))
        .containsExactlyInAnyOrderElementsOf(
            types().filter(type -> !OF_FULL_CLUSTERS_ALONE.contains(type)).toList());
  }

  @Test
  void hasEveryConditionOfFullCluster() {
    assertThat(ConditionsTable.types(KindUnderTest.FULL_CLUSTER))
        .containsExactlyInAnyOrderElementsOf(types().toList());
  }

  @Test
  void hasEveryConditionOfNodePool() {
    assertThat(ConditionsTable.types(KindUnderTest.NODE_POOL))
        .containsExactlyInAnyOrderElementsOf(types(NodePoolConditionTypes.class).toList());
  }

  private static Stream<String> types() {
    return types(ConditionTypes.class);
  }

  private static Stream<String> types(Class<?> constants) {
    return Arrays.stream(constants.getFields()).map(ConditionsTableTest::value);
  }

  private static String value(Field constant) {
    try {
      return String.valueOf(constant.get(null));
    } catch (IllegalAccessException notPublic) {
      throw new AssertionError(notPublic);
    }
  }
}
