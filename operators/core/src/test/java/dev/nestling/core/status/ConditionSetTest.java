package dev.nestling.core.status;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionSetTest {
  private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00.987Z");

  @Test
  void aNewConditionBeginsNowInWholeSeconds() {
    var merged = ConditionSet.of(null).merge(List.of(unknown("Ready", "NeverAsked", "m")), 3, NOW);

    assertThat(merged.conditions())
        .containsExactly(
            new ConditionBuilder()
                .withType("Ready")
                .withStatus("Unknown")
                .withReason("NeverAsked")
                .withMessage("m")
                .withObservedGeneration(3L)
                .withLastTransitionTime("2026-01-02T00:00:00Z")
                .build());
  }

  @Test
  void anUnchangedStatusKeepsItsTransitionTimeThoughTheReasonChanges() {
    var before =
        ConditionSet.of(null).merge(List.of(isFalse("Ready", "Starting", "m")), 1, EARLIER);

    Condition after =
        before.merge(List.of(isFalse("Ready", "Refused", "n")), 2, NOW).get("Ready").orElseThrow();

    assertThat(after.getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(after.getReason()).isEqualTo("Refused");
    assertThat(after.getMessage()).isEqualTo("n");
    assertThat(after.getObservedGeneration()).isEqualTo(2);
  }

  @Test
  void aChangedStatusHasANewTransitionTime() {
    var before = ConditionSet.of(null).merge(List.of(isFalse("Ready", "r", "m")), 1, EARLIER);

    var after = before.merge(List.of(isTrue("Ready", "r", "m")), 1, NOW);

    assertThat(after.get("Ready").orElseThrow().getLastTransitionTime())
        .isEqualTo("2026-01-02T00:00:00Z");
  }

  @Test
  void theSameFindingsLeaveAnEqualSet() {
    var findings = List.of(isTrue("Ready", "r", "m"), isFalse("Available", "r", "m"));
    var before = ConditionSet.of(null).merge(findings, 1, EARLIER);

    assertThat(before.merge(findings.reversed(), 1, NOW)).isEqualTo(before);
  }

  @Test
  void theOrderIsThatOfTheTypesAndOthersConditionsStay() {
    var others = new ConditionBuilder().withType("Others").withStatus("True").build();
    var set = ConditionSet.of(List.of(others));

    var merged =
        set.merge(List.of(isTrue("Ready", "r", "m"), isTrue("Available", "r", "m")), 1, NOW);

    assertThat(merged.conditions())
        .extracting(Condition::getType)
        .containsExactly("Available", "Others", "Ready");
    assertThat(merged.get("Others")).contains(others);
  }

  @Test
  void aMessageFitsTheApi() {
    var merged =
        ConditionSet.of(null).merge(List.of(isTrue("Ready", "r", "x".repeat(40000))), 1, NOW);

    assertThat(merged.conditions().getFirst().getMessage()).hasSize(32768).endsWith("…");
  }
}
