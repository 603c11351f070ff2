package dev.nestling.fullcluster;

import dev.nestling.core.content.ContentFailure;
import dev.nestling.core.content.ContentState;
import dev.nestling.testing.golden.Mishaps;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario says of the world besides its objects: {@code in-world.yaml}. Everything may be
 * left out; then it is an ordinary world with a new cluster in it.
 *
 * @param createdDaysAgo the cluster was made so long ago with the same spec, and rested since
 * @param olderRegistry where the images came from then
 * @param service what the API says at the Service: Answered, Refused, Untrusted, Unreachable,
 *     WithoutDatastore
 * @param outside the same at the published address
 * @param ready whether the pods of Deployments are ready
 * @param content what came of what should be inside: Applied, Refused, Unavailable
 * @param etcd what etcd does; left out, every member that is started runs and answers
 * @param show which of the planned objects are compared, as {@code Kind name}, or {@code all}
 */
record World(
    @Nullable Integer createdDaysAgo,
    @Nullable Boolean retained,
    @Nullable Boolean abandoned,
    @Nullable List<String> leaving,
    @Nullable List<String> lost,
    @Nullable List<String> damaged,
    @Nullable Boolean withoutAddress,
    @Nullable String balancer,
    @Nullable String conflict,
    @Nullable String refused,
    @Nullable String olderRegistry,
    @Nullable String service,
    @Nullable String outside,
    @Nullable Boolean ready,
    @Nullable String content,
    @Nullable EtcdWorld etcd,
    @Nullable List<String> show)
    implements Mishaps {

  static final World ORDINARY = of(null, null, null);

  /**
   * What etcd does.
   *
   * @param pending the members' pods wait for a node
   * @param unasked nobody has asked etcd since the objects became what they are
   * @param stale the last answer is a minute old
   * @param stubborn no step that etcd is asked for happens
   * @param silent pods that neither answer nor vote
   * @param silentForSeconds for how long they have not been ready
   * @param empty pods whose volume was emptied
   * @param alarms as {@code TYPE pod}
   */
  record EtcdWorld(
      @Nullable Boolean pending,
      @Nullable Boolean unasked,
      @Nullable Boolean stale,
      @Nullable Boolean stubborn,
      @Nullable List<String> silent,
      @Nullable Integer silentForSeconds,
      @Nullable List<String> empty,
      @Nullable List<String> alarms) {

    static final EtcdWorld ORDINARY = new EtcdWorld(null, null, null, null, null, null, null, null);
  }

  /** A world in which all is well, for the past of a scenario. */
  World thriving() {
    return of(balancer, "Answered", true);
  }

  private static World of(
      @Nullable String balancer, @Nullable String answer, @Nullable Boolean ready) {
    return new World(
        null, null, null, null, null, null, null, balancer, null, null, null, answer, answer, ready,
        null, null, null);
  }

  EtcdWorld members() {
    return Objects.requireNonNullElse(etcd, EtcdWorld.ORDINARY);
  }

  boolean shows(String kindAndName) {
    List<String> shown = Optional.ofNullable(show).orElse(List.of());
    return shown.contains("all") || shown.contains(kindAndName);
  }

  ContentState contentState() {
    return switch (Objects.requireNonNullElse(content, "NeverApplied")) {
      case "NeverApplied" -> new ContentState.NeverApplied();
      case "Applied" -> new ContentState.Applied("0");
      case "Refused" ->
          new ContentState.Failed(
              "0", List.of(new ContentFailure("Service kube-system/kube-dns", "Invalid", "no")));
      case "Unavailable" -> new ContentState.Unavailable("0", "Connection refused");
      default -> throw new AssertionError("in-world.yaml: there is no content " + content);
    };
  }
}
