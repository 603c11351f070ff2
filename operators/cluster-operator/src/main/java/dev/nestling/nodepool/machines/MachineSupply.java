package dev.nestling.nodepool.machines;

import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolStatus.MachinePhase;
import dev.nestling.api.v1alpha1.NodePoolStatus.PoolMachine;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.ssh.HostKey;
import dev.nestling.core.ssh.SshIdentity;
import dev.nestling.core.ssh.SshTarget;
import dev.nestling.core.ssh.UnusableKeyException;
import dev.nestling.nodepool.machines.MachineFleet.Decision;
import dev.nestling.nodepool.machines.MachineFleet.Step;
import dev.nestling.nodepool.machines.files.MachineFiles;
import dev.nestling.nodepool.supply.Changes;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.Joining;
import dev.nestling.nodepool.supply.Supplied;
import dev.nestling.nodepool.supply.Supply;
import dev.nestling.nodepool.supply.VersionSkew;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Nodes of one pool that are machines over SSH, in one reconcile. */
final class MachineSupply implements Supply {
  private static final int MOST_NAMES = 10;

  private final MachineSupplies machines;
  private final MachinesScope scope;
  private final MachinesPoolStore store;
  private final MachineFiles files;
  private final Optional<Secret> stored;
  private final Map<String, Identity> identities = new HashMap<>();
  private final Map<String, Problem> unusable = new TreeMap<>();
  private Optional<Decision> decided = Optional.empty();

  /** What a Secret has: a key, or the reason why there is none. */
  private record Identity(Optional<SshIdentity> key, Optional<Problem> problem) {}

  MachineSupply(
      MachineSupplies machines, MachinesScope scope, MachinesPoolStore store, MachineFiles files) {
    this.machines = machines;
    this.scope = scope;
    this.store = store;
    this.files = files;
    this.stored = store.stored();
  }

  @Override
  public Optional<Problem> obstacle() {
    return stored
        .filter(found -> !scope.owner().controls(found))
        .map(
            found ->
                new Problem(
                    "NameConflict",
                    "Secret %s exists already and is not this pool's; remove it"
                        .formatted(found.getMetadata().getName())));
  }

  @Override
  public Optional<Problem> skew(NestedFacts facts) {
    return VersionSkew.between(scope.version(), facts.version());
  }

  @Override
  public Map<String, String> files(NestedFacts facts) {
    return Map.of();
  }

  @Override
  public void keep(Joining joining, Inside inside, Instant now) {
    MachineBlueprint blueprint =
        new MachineBlueprint(scope, machines.images(), files, Optional.of(joining));
    act(blueprint, seen(scope.hosts(), inside, false, now));
  }

  @Override
  public Changes changes() {
    return decided.map(Decision::changes).orElse(Changes.NONE);
  }

  /** What is done inside follows from what is found on the machines, and the other way round. */
  @Override
  public Changes farewell(Inside inside) {
    return MachineFleet.decide(seen(List.of(), inside, false, Instant.EPOCH), leaving()).changes();
  }

  @Override
  public Duration drainTimeout() {
    return scope.drainTimeout();
  }

  @Override
  public Optional<Problem> retire(Optional<Inside> inside, Instant now) {
    if (obstacle().isPresent()) {
      return Optional.empty();
    }
    Inside known = inside.orElse(Inside.UNKNOWN);
    act(leaving(), seen(List.of(), known, inside.isEmpty(), now));
    Enrolment enrolment = decided.orElseThrow().enrolment();
    Set<String> left = enrolment.machines().keySet();
    return enrolment.isEmpty()
        ? Optional.empty()
        : Optional.of(
            damaged()
                .or(this::finding)
                .or(known::trouble)
                .orElseGet(
                    () ->
                        new Problem(
                            "CleaningMachines",
                            "the pool goes when these machines are drained and clean: "
                                + listed(left))));
  }

  private MachineBlueprint leaving() {
    return new MachineBlueprint(scope, machines.images(), files, Optional.empty());
  }

  @Override
  public void remove() {
    machines.retain(scope.pool(), Set.of());
  }

  private MachineFleet.Seen seen(List<Host> wanted, Inside inside, boolean silent, Instant now) {
    Enrolment enrolment = enrolment();
    Map<String, Host> hosts = new HashMap<>();
    enrolment.machines().forEach((name, entry) -> hosts.put(name, entry.host()));
    wanted.forEach(host -> hosts.put(host.name(), host));
    Map<String, MachineState> states = new HashMap<>();
    hosts.forEach(
        (name, host) ->
            machines
                .state(scope.pool(), name)
                .filter(state -> isThere(state, host))
                .ifPresent(state -> states.put(name, state)));
    return new MachineFleet.Seen(wanted, enrolment, states, inside, silent, now);
  }

  /** What was found elsewhere says nothing of the machine that is meant now. */
  private static boolean isThere(MachineState state, Host host) {
    return state
        .target()
        .filter(at -> !at.host().equals(host.address()) || at.port() != host.port())
        .isEmpty();
  }

  private Enrolment enrolment() {
    return stored.filter(scope.owner()::controls).map(Enrolment::of).orElse(Enrolment.EMPTY);
  }

  private Optional<Problem> damaged() {
    Set<String> unreadable = enrolment().unreadable().keySet();
    return unreadable.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "EnrolmentDamaged",
                "Secret %s has entries that can't be read, and so machines that would never be cleaned:"
                        .formatted(scope.custody().secret())
                    + " %s; repair the entries, or clean the machines and remove the entries"
                        .formatted(listed(unreadable))));
  }

  /** What is remembered is written first: whatever is done is found again. */
  private void act(MachineBlueprint blueprint, MachineFleet.Seen seen) {
    Decision decision = MachineFleet.decide(seen, blueprint);
    if (!decision.enrolment().equals(seen.enrolment())) {
      store.write(decision.enrolment(), stored);
    }
    decision
        .steps()
        .forEach(
            (name, step) ->
                target(step.host())
                    .ifPresent(
                        target ->
                            machines.watch(
                                scope.pool(),
                                name,
                                new MachineWish(
                                    target,
                                    blueprint.mark(step.host()),
                                    goal(blueprint, seen, step),
                                    step.settled()))));
    machines.retain(scope.pool(), decision.steps().keySet());
    decided = Optional.of(decision);
    machines.troubled(scope.pool(), troubles(decision));
  }

  private Map<String, Problem> troubles(Decision decision) {
    Map<String, Problem> found = new HashMap<>();
    damaged()
        .ifPresent(
            problem -> enrolment().unreadable().keySet().forEach(name -> found.put(name, problem)));
    decision
        .steps()
        .forEach((name, step) -> whole(step).ifPresent(problem -> found.put(name, problem)));
    return found;
  }

  private static Goal goal(MachineBlueprint blueprint, MachineFleet.Seen seen, Step step) {
    return switch (step.deed()) {
      case LOOK -> new Goal.Look();
      case CLEAN -> new Goal.Clean();
      case INSTALL, RESTART ->
          Optional.ofNullable(seen.states().get(step.host().name()))
              .flatMap(MachineState::found)
              .<Goal>map(found -> blueprint.install(step, found))
              .orElseGet(Goal.Look::new);
    };
  }

  /** Empty of a machine whose keys can't be used, which is said then. */
  private Optional<SshTarget> target(Host host) {
    Identity identity = identities.computeIfAbsent(host.keySecret(), this::identity);
    if (identity.key().isEmpty()) {
      identity.problem().ifPresent(problem -> unusable.put(host.name(), problem));
      return Optional.empty();
    }
    List<HostKey> keys = new ArrayList<>();
    for (String text : host.hostKeys()) {
      try {
        keys.add(HostKey.parse(text));
      } catch (UnusableKeyException e) {
        unusable.put(
            host.name(),
            new Problem("HostKeyUnusable", "one of its hostKeys can't be used: " + e.getMessage()));
        return Optional.empty();
      }
    }
    return Optional.of(
        new SshTarget(
            host.address(), host.port(), host.user(), keys, identity.key().orElseThrow()));
  }

  private Identity identity(String secret) {
    Optional<String> text = store.privateKey(secret);
    if (text.isEmpty()) {
      return without(
          "KeyMissing",
          "there is no Secret %s with the key %s in namespace %s"
              .formatted(secret, MachinesPoolStore.PRIVATE_KEY, scope.custody().namespace()));
    }
    try {
      return new Identity(Optional.of(SshIdentity.parse(text.get())), Optional.empty());
    } catch (UnusableKeyException e) {
      return without(
          "KeyUnusable",
          "the key %s of Secret %s can't be used: %s"
              .formatted(MachinesPoolStore.PRIVATE_KEY, secret, e.getMessage()));
    }
  }

  private static Identity without(String reason, String message) {
    return new Identity(
        Optional.empty(),
        Optional.of(new Problem(reason, "source.machines.keySecretRef: " + message)));
  }

  @Override
  public Supplied supplied() {
    Optional<List<PoolMachine>> lines =
        decided.map(it -> it.steps().values().stream().map(this::line).toList());
    return new Supplied(
        scope.hosts().size(),
        Optional.empty(),
        List.of(
            new Supplied.Hardware(
                NodePoolConditionTypes.MACHINES_INSTALLED,
                obstacle().or(this::undecided).or(this::damaged).or(this::finding).or(this::busy),
                "Installed",
                "all machines have what a node needs, and run it")),
        lines,
        false,
        Optional.empty());
  }

  private Optional<Problem> undecided() {
    return decided.isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "ClusterPending",
                "nothing is done on machines before they can join the cluster; see Ready"));
  }

  private PoolMachine line(Step step) {
    return new PoolMachine(
        step.host().name(), step.phase(), null, problem(step).map(Problem::message).orElse(null));
  }

  /** Who has but a share does not learn how machines are reached. */
  private Optional<Problem> problem(Step step) {
    Optional<Problem> whole = whole(step);
    return scope.custody().shared() ? whole.map(Failures::forWhoHasAShare) : whole;
  }

  private Optional<Problem> whole(Step step) {
    Optional<Problem> keys = Optional.ofNullable(unusable.get(step.host().name()));
    return step.deed() == MachineFleet.Deed.CLEAN
        ? keys.map(MachineFleet::untilGivenUp).or(step::problem)
        : keys.or(step::problem);
  }

  /** A machine whose node is well need not be reached. */
  private Optional<Problem> finding() {
    List<Step> troubled =
        decided.stream()
            .flatMap(it -> it.steps().values().stream())
            .filter(step -> problem(step).isPresent())
            .filter(step -> step.phase() != MachinePhase.Ready || !step.settled())
            .toList();
    if (troubled.isEmpty()) {
      return Optional.empty();
    }
    Step first = troubled.getFirst();
    Problem problem = problem(first).orElseThrow();
    return Optional.of(
        new Problem(
            problem.reason(),
            "machine %s: %s%s"
                .formatted(
                    first.host().name(),
                    problem.message(),
                    troubled.size() > 1
                        ? " (and %d more; see status.machines)".formatted(troubled.size() - 1)
                        : "")));
  }

  private Optional<Problem> busy() {
    Set<String> busy =
        decided.stream()
            .flatMap(it -> it.steps().values().stream())
            .filter(step -> step.phase() != MachinePhase.Ready)
            .map(step -> step.host().name())
            .collect(Collectors.toCollection(HashSet::new));
    return busy.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem("MachinesBusy", "these machines are not done yet: " + listed(busy)));
  }

  private static String listed(Set<String> names) {
    return names.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
  }
}
