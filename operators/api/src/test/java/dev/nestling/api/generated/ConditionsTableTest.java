package dev.nestling.api.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.ConditionTypes;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConditionsTableTest {
  @Test
  void hasEveryCondition() {
    assertThat(ConditionsTable.types())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ConditionTypes.class.getFields())
                .map(ConditionsTableTest::value)
                .filter(type -> !type.equals(ConditionTypes.ETCD_HEALTHY))
                .toList());
  }

  private static String value(Field constant) {
    try {
      return String.valueOf(constant.get(null));
    } catch (IllegalAccessException notPublic) {
      throw new AssertionError(notPublic);
    }
  }
}
