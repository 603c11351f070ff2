package dev.nestling.runtime;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.status.ConditionSet;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened, told from two statuses: so that a restart repeats nothing and a world at rest is
 * silent.
 */
public final class ClusterEvents {
  /** The reasons for not being ready that are part of every start. */
  private static final Set<String> ORDINARY =
      Set.of(
          "Starting",
          "NeverAsked",
          "Unreachable",
          "ServiceAddressPending",
          "LoadBalancerPending",
          "NodePortPending",
          "EtcdFounding",
          "EtcdBeingAsked",
          "EtcdChanging",
          "WaitingForApi",
          "Paused");

  private ClusterEvents() {}

  /** What the conditions tell that they did not tell before. */
  public static List<Happening> between(
      @Nullable List<Condition> before, @Nullable List<Condition> after) {
    ConditionSet old = ConditionSet.of(before);
    ConditionSet now = ConditionSet.of(after);
    List<Happening> happenings = new ArrayList<>();
    news(ConditionTypes.VALID, old, now)
        .filter(ClusterEvents::isFalse)
        .ifPresent(found -> happenings.add(warning(found)));
    news(ConditionTypes.KEYS_VALID, old, now)
        .filter(ClusterEvents::isFalse)
        .ifPresent(found -> happenings.add(warning(found)));
    renewal(old, now).ifPresent(happenings::add);
    news(ConditionTypes.READY, old, now)
        .flatMap(ClusterEvents::readiness)
        .ifPresent(
            found -> {
              if (happenings.stream().noneMatch(told -> told.reason().equals(found.reason()))) {
                happenings.add(found);
              }
            });
    return happenings;
  }

  private static Optional<Happening> readiness(Condition ready) {
    if ("True".equals(ready.getStatus())) {
      return Optional.of(new Happening(false, "Ready", ready.getMessage()));
    }
    if ("Stopped".equals(ready.getReason())) {
      return Optional.of(new Happening(false, ready.getReason(), ready.getMessage()));
    }
    return ORDINARY.contains(ready.getReason()) ? Optional.empty() : Optional.of(warning(ready));
  }

  /** The condition's message carries the next date: a new one means that something was renewed. */
  private static Optional<Happening> renewal(ConditionSet old, ConditionSet now) {
    Optional<Condition> before = old.get(ConditionTypes.KEYS_VALID).filter(ClusterEvents::isTrue);
    Optional<Condition> after = now.get(ConditionTypes.KEYS_VALID).filter(ClusterEvents::isTrue);
    return before.isPresent()
            && after.isPresent()
            && !Objects.equals(before.get().getMessage(), after.get().getMessage())
        ? Optional.of(new Happening(false, "CertificatesRenewed", after.get().getMessage()))
        : Optional.empty();
  }

  /** The condition if its status or reason is another one than before. */
  private static Optional<Condition> news(String type, ConditionSet old, ConditionSet now) {
    return now.get(type)
        .filter(
            found ->
                old.get(type)
                    .filter(known -> Objects.equals(known.getStatus(), found.getStatus()))
                    .filter(known -> Objects.equals(known.getReason(), found.getReason()))
                    .isEmpty());
  }

  private static Happening warning(Condition condition) {
    return new Happening(true, condition.getReason(), condition.getMessage());
  }

  private static boolean isFalse(Condition condition) {
    return "False".equals(condition.getStatus());
  }

  private static boolean isTrue(Condition condition) {
    return "True".equals(condition.getStatus());
  }
}
