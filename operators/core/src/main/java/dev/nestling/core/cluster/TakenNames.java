package dev.nestling.core.cluster;

import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.apply.NameConflict.Holder;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Objects that have a name of ours but are not ours, and what their finder can do about them. */
public final class TakenNames {
  public static final String CONFLICT = "NameConflict";

  /** The reason while an object of an earlier cluster is on its way out: that ends by itself. */
  public static final String LEAVING = "WaitingForDeletion";

  private TakenNames() {}

  /** The first that somebody has to do something about. */
  public static Optional<Problem> conflict(List<NameConflict> conflicts, ClusterScope scope) {
    return problems(conflicts, scope)
        .filter(problem -> !problem.reason().equals(LEAVING))
        .findFirst();
  }

  /** The first that will be free without anybody's doing. */
  public static Optional<Problem> leaving(List<NameConflict> conflicts, ClusterScope scope) {
    return problems(conflicts, scope)
        .filter(problem -> problem.reason().equals(LEAVING))
        .findFirst();
  }

  private static Stream<Problem> problems(List<NameConflict> conflicts, ClusterScope scope) {
    return conflicts.stream().map(conflict -> problem(conflict, scope));
  }

  static Problem problem(NameConflict conflict, ClusterScope scope) {
    String object = conflict.object().toString();
    String kind = scope.owner().kind();
    return switch (conflict.holder()) {
      case Holder.Controller by ->
          new Problem(
              CONFLICT,
              "%s exists already and belongs to %s %s (UID %s); remove it or give this %s another name"
                  .formatted(object, by.kind(), by.name(), by.uid(), kind));
      case Holder.OtherIdentity of ->
          new Problem(
              CONFLICT,
              "%s belongs to the %s with UID %s, which is not this one; if that one is gone for good, let this %s take over what it left with 'kubectl annotate --namespace <namespace> %s', or delete all of these to begin anew"
                  .formatted(object, of.kind(), of.uid(), kind, adoption(scope)));
      case Holder.Leaving leaving ->
          new Problem(
              LEAVING, object + " of an earlier cluster is being deleted; this one waits for that");
      case Holder.Nobody nobody -> new Problem(CONFLICT, nobodys(conflict, scope));
    };
  }

  private static String nobodys(NameConflict conflict, ClusterScope scope) {
    String found =
        "%s exists already and belongs to no cluster; remove it or give this %s another name"
            .formatted(conflict.object(), scope.owner().kind());
    String name = conflict.object().name();
    return scope.volumeNames().contains(name) || scope.keyNames().contains(name)
        ? found
            + ("; if an earlier cluster of this name left it, let this one take it over with the annotation %s=true"
                .formatted(Labels.RETAINED))
        : found;
  }

  /** The arguments of a command that hands the identity over; absent objects only cause a note. */
  private static String adoption(ClusterScope scope) {
    return Stream.concat(
                scope.volumeNames().stream().map(name -> "persistentvolumeclaim/" + name),
                scope.keyNames().stream().map(name -> "secret/" + name))
            .collect(Collectors.joining(" "))
        + " %s=true %s-".formatted(Labels.RETAINED, Labels.OWNER_UID);
  }
}
