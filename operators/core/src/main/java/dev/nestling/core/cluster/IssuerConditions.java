package dev.nestling.core.cluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.EffectiveSecurity;
import dev.nestling.core.content.Errands;
import dev.nestling.core.content.IssuersAnswer;
import dev.nestling.core.status.ConditionSet.Finding;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The condition of {@code spec.security.oidc}; there is none without issuers. */
public final class IssuerConditions {
  private IssuerConditions() {}

  /** What the API server has to be asked to know it. */
  public static List<Errands.Issuer> questions(EffectiveSecurity security) {
    return security.issuers().stream()
        .map(issuer -> new Errands.Issuer(issuer.url(), issuer.audiences().getFirst()))
        .toList();
  }

  /**
   * @param off whether the cluster is switched off
   * @param published what the status says so far
   * @param generation of the spec
   */
  public static Optional<Finding> issuersReady(
      EffectiveSecurity security,
      IssuersAnswer answer,
      boolean off,
      Optional<Condition> published,
      @Nullable Long generation) {
    if (security.issuers().isEmpty()) {
      return Optional.empty();
    }
    String type = ConditionTypes.ISSUERS_READY;
    if (off) {
      return Optional.of(unknown(type, "Stopped", "spec.power is Stopped"));
    }
    List<String> wanted = security.issuers().stream().map(EffectiveSecurity.Issuer::url).toList();
    if (!answer.asked().equals(wanted)) {
      // A new operator knows no better than what was said of this very spec.
      return Optional.of(
          AnswerConditions.again(
                  published
                      .filter(known -> answer.equals(IssuersAnswer.NEVER))
                      .filter(known -> Objects.equals(known.getObservedGeneration(), generation))
                      .filter(known -> !"Stopped".equals(known.getReason())))
              .orElseGet(
                  () -> unknown(type, "NotAsked", "the API server was not asked for them yet")));
    }
    return Optional.of(finding(type, answer));
  }

  private static Finding finding(String type, IssuersAnswer answer) {
    if (!answer.unreached().isEmpty()) {
      return isFalse(
          type,
          "IssuerUnreachable",
          ("the API server can't get the keys of %s and refuses its tokens; check the address, the"
                  + " network policies of the control plane's pods, and the authorities (caRef,"
                  + " caPEM) that its certificate is verified with")
              .formatted(String.join(", ", answer.unreached())));
    }
    if (!answer.unknown().isEmpty()) {
      return isFalse(
          type,
          "IssuersNotLoaded",
          ("the API server does not take tokens of %s yet; a changed list counts a minute or two"
                  + " later, once every issuer in it answers")
              .formatted(String.join(", ", answer.unknown())));
    }
    return isTrue(type, "Reached", "the API server has the keys of every issuer");
  }
}
