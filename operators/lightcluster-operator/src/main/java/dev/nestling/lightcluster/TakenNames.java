package dev.nestling.lightcluster;

import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.apply.NameConflict.Holder;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Objects that have a name of ours but are not ours, and what their finder can do about them. */
final class TakenNames {
  static final String CONFLICT = "NameConflict";

  /** The reason while an object of an earlier cluster is on its way out: that ends by itself. */
  static final String LEAVING = "WaitingForDeletion";

  private TakenNames() {}

  /** Those that somebody has to do something about. */
  static Optional<Problem> conflict(Result result) {
    return all(result).filter(problem -> !problem.reason().equals(LEAVING)).findFirst();
  }

  /** Those that will be free without anybody's doing. */
  static Optional<Problem> leaving(Result result) {
    return all(result).filter(problem -> problem.reason().equals(LEAVING)).findFirst();
  }

  private static Stream<Problem> all(Result result) {
    Names names = result.scope().names();
    return Stream.concat(
            result.applied().conflicts().stream(), result.observed().own().taken().stream())
        .map(conflict -> problem(conflict, names));
  }

  static Problem problem(NameConflict conflict, Names names) {
    String object = conflict.object().toString();
    return switch (conflict.holder()) {
      case Holder.Controller by ->
          new Problem(
              CONFLICT,
              "%s exists already and belongs to %s %s (UID %s); remove it or give this LightCluster another name"
                  .formatted(object, by.kind(), by.name(), by.uid()));
      case Holder.OtherIdentity of ->
          new Problem(
              CONFLICT,
              "%s belongs to the %s with UID %s, which is not this one; if that one is gone for good, let this LightCluster take over what it left with 'kubectl annotate --namespace <namespace> %s', or delete all of these to begin anew"
                  .formatted(object, of.kind(), of.uid(), adoption(names)));
      case Holder.Leaving leaving ->
          new Problem(
              LEAVING, object + " of an earlier cluster is being deleted; this one waits for that");
      case Holder.Nobody nobody -> new Problem(CONFLICT, nobodys(conflict, names));
    };
  }

  private static String nobodys(NameConflict conflict, Names names) {
    String found =
        "%s exists already and belongs to no cluster; remove it or give this LightCluster another name"
            .formatted(conflict.object());
    return names.identity().contains(conflict.object().name())
        ? found
            + ("; if an earlier cluster of this name left it, let this one take it over with the annotation %s=true"
                .formatted(Labels.RETAINED))
        : found;
  }

  /** The arguments of a command that hands the identity over; absent objects only cause a note. */
  private static String adoption(Names names) {
    List<String> secrets = names.keys();
    return Stream.concat(
                Stream.of("persistentvolumeclaim/" + names.data()),
                secrets.stream().map(name -> "secret/" + name))
            .collect(Collectors.joining(" "))
        + " %s=true %s-".formatted(Labels.RETAINED, Labels.OWNER_UID);
  }
}
