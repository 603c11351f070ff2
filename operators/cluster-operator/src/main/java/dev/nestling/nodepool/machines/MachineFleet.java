package dev.nestling.nodepool.machines;

import dev.nestling.api.v1alpha1.NodePoolStatus.MachinePhase;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.supply.Changes;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is done on which machine: pure, and the same for the same world. A machine is remembered
 * before anything is done on it, and nothing is done before it is known that nobody else has its
 * name. One that is to go is drained, then cleaned, then its Node is deleted, then it is forgotten.
 * What runs is changed on one machine at a time; where the node is well it is drained before, and
 * only while all others are well.
 */
final class MachineFleet {
  /** A Node is called ready for some time after its agent has ended. */
  private static final Duration BELIEVED = Duration.ofMinutes(1);

  /** Whoever runs for so long and is no Node has to begin anew: kubelets register once. */
  private static final Duration JOINING = Duration.ofMinutes(2);

  private final Seen seen;
  private final Blueprint blueprint;
  private final Inside inside;
  private final Map<String, Step> steps = new TreeMap<>();
  private final Map<String, Enrolment.Entry> enrolled;
  private final Set<String> departing = new HashSet<>();
  private final Set<String> returning = new HashSet<>();
  private final Set<String> removed = new HashSet<>();
  private final Set<String> adopted = new HashSet<>();

  /**
   * What there is.
   *
   * @param wanted machines that there are to be
   * @param enrolment machines on which something was done
   * @param states by name of the machine, as far as they were looked at where they are now
   * @param inside the cluster
   * @param silent whether the cluster is not waited for any more
   */
  record Seen(
      List<Host> wanted,
      Enrolment enrolment,
      Map<String, MachineState> states,
      Inside inside,
      boolean silent,
      Instant now) {}

  /** What would be installed. */
  interface Blueprint {
    /** What is written on a machine. */
    String mark(Host host);

    /**
     * Of what belongs on this machine; none while the cluster takes nobody.
     *
     * @param nodeAddress at which other nodes reach it
     */
    Optional<String> fingerprint(Host host, String nodeAddress);

    /** Why it can't be brought there yet. */
    Optional<Problem> obstacle(Found found);

    /** Whether the owner has given up the machine. */
    boolean isAbandoned(String machine);
  }

  /** What is done on a machine. */
  enum Deed {
    LOOK,
    INSTALL,
    RESTART,
    CLEAN
  }

  /**
   * One machine's.
   *
   * @param nodeAddress at which other nodes reach it; empty while that is not known
   * @param settled whether a look now and then is enough
   * @param problem why it does not get on
   */
  record Step(
      Host host,
      String nodeAddress,
      Deed deed,
      boolean settled,
      MachinePhase phase,
      Optional<Problem> problem) {}

  /**
   * What is to be done.
   *
   * @param enrolment to be written before any of it
   * @param steps by name of the machine
   * @param changes inside the cluster
   */
  record Decision(Enrolment enrolment, Map<String, Step> steps, Changes changes) {}

  private MachineFleet(Seen seen, Blueprint blueprint) {
    this.seen = seen;
    this.blueprint = blueprint;
    this.inside = seen.inside();
    this.enrolled = new HashMap<>(seen.enrolment().machines());
  }

  static Decision decide(Seen seen, Blueprint blueprint) {
    return new MachineFleet(seen, blueprint).decide();
  }

  private Decision decide() {
    Set<String> wanted = new HashSet<>();
    List<Host> outdated = new ArrayList<>();
    seen.wanted().stream()
        .sorted(Comparator.comparing(Host::name))
        .filter(host -> !isLeaving(host.name()))
        .forEach(
            host -> {
              wanted.add(host.name());
              if (keep(host)) {
                outdated.add(host);
              }
            });
    renew(outdated);
    seen.enrolment()
        .machines()
        .forEach(
            (name, entry) -> {
              if (!wanted.contains(name)) {
                leave(name, entry);
              }
            });
    Set<String> expected = new HashSet<>(wanted);
    expected.addAll(seen.enrolment().machines().keySet());
    return new Decision(
        new Enrolment(enrolled, seen.enrolment().unreadable()),
        steps,
        new Changes(departing, returning, removed, expected, adopted));
  }

  /** One that is being cleaned is clean before it is wanted again. */
  private boolean isLeaving(String name) {
    return entry(name).filter(Enrolment.Entry::leaving).isPresent();
  }

  /** Whether something else belongs on the machine than what runs there. */
  private boolean keep(Host host) {
    String name = host.name();
    Optional<MachineState> state = state(name);
    Optional<Found> looked = state.flatMap(MachineState::found);
    Optional<Problem> trouble = state.flatMap(MachineState::problem);
    if (looked.isEmpty()) {
      look(host, trouble);
      return false;
    }
    Found found = looked.get();
    boolean ours = found.owner().filter(blueprint.mark(host)::equals).isPresent();
    if (found.owner().isPresent() && !ours) {
      wait(host, Failures.taken());
      return false;
    }
    if (!ours && isElsewhere(host)) {
      wait(host, moved(entry(name).orElseThrow().host()));
      return false;
    }
    String nodeAddress = nodeAddress(host, found);
    if (ours) {
      enrolled.put(name, new Enrolment.Entry(host, nodeAddress, false));
      if (found.installed().isPresent() && inside.strangers().contains(name)) {
        adopted.add(name);
      }
    }
    Optional<String> fingerprint = blueprint.fingerprint(host, nodeAddress);
    if (fingerprint.isEmpty()) {
      look(host, trouble);
      return false;
    }
    if (!ours || found.installed().isEmpty()) {
      begin(host, found, nodeAddress, ours, trouble);
      return false;
    }
    if (!found.installed().equals(fingerprint)) {
      return true;
    }
    if (found.active() && isReady(name)) {
      look(host, trouble);
    } else {
      help(host, found, nodeAddress, trouble);
    }
    return false;
  }

  /** Nothing is begun before it is known that nobody else has the name inside. */
  private void begin(
      Host host, Found found, String nodeAddress, boolean ours, Optional<Problem> trouble) {
    if (!ours && !found.lacking().isEmpty()) {
      wait(host, Failures.unsuitable(found));
      return;
    }
    if (!ours && inside.strangers().contains(host.name())) {
      wait(
          host,
          new Problem(
              "NodeTaken",
              "there is a Node of its name in the cluster already; give the machine another name, or"
                  + " remove that Node"));
      return;
    }
    if (!ours && !inside.asked().contains(host.name())) {
      look(host, trouble);
      return;
    }
    Optional<Problem> obstacle = blueprint.obstacle(found);
    if (obstacle.isPresent()) {
      wait(host, obstacle.get());
      return;
    }
    install(host, nodeAddress, Deed.INSTALL, MachinePhase.Installing, trouble);
  }

  /** What is installed runs and has not joined, or does not run. */
  private void help(Host host, Found found, String nodeAddress, Optional<Problem> trouble) {
    boolean missing =
        inside.asked().contains(host.name())
            && inside.nodes().filter(nodes -> !nodes.containsKey(host.name())).isPresent();
    boolean late = !hasChanged(host.name(), JOINING);
    install(
        host,
        nodeAddress,
        missing && found.active() && late ? Deed.RESTART : Deed.INSTALL,
        MachinePhase.Installed,
        trouble.or(
            () ->
                found
                    .words()
                    .map(
                        words ->
                            new Problem(
                                "AgentFailing", "its agent ends again and again: " + words))));
  }

  private void install(
      Host host, String nodeAddress, Deed deed, MachinePhase phase, Optional<Problem> trouble) {
    enrolled.put(host.name(), new Enrolment.Entry(host, nodeAddress, false));
    steps.put(host.name(), new Step(host, nodeAddress, deed, false, phase, trouble));
  }

  /** One at a time: first who is not well anyway, then, while all others are well, the others. */
  private void renew(List<Host> outdated) {
    boolean well =
        steps.values().stream()
            .allMatch(
                step ->
                    step.deed() == Deed.LOOK
                        && isReady(step.host().name())
                        && !hasChanged(step.host().name(), BELIEVED));
    Optional<Host> broken = outdated.stream().filter(host -> !isReady(host.name())).findFirst();
    Optional<Host> next =
        broken.isPresent()
            ? broken.filter(any -> noneHasChanged())
            : outdated.stream().findFirst().filter(any -> well);
    for (Host host : outdated) {
      if (next.filter(host::equals).isPresent() && inside.nodes().isPresent()) {
        change(host);
      } else {
        look(host, Optional.empty());
      }
    }
  }

  private boolean noneHasChanged() {
    return seen.states().keySet().stream().noneMatch(name -> hasChanged(name, BELIEVED));
  }

  private void change(Host host) {
    String name = host.name();
    Found found = state(name).flatMap(MachineState::found).orElseThrow();
    Optional<Problem> obstacle = blueprint.obstacle(found);
    if (obstacle.isPresent()) {
      wait(host, obstacle.get());
      return;
    }
    if (isReady(name)) {
      departing.add(name);
      returning.add(name);
      if (!inside.drained().contains(name)) {
        steps.put(
            name, new Step(host, "", Deed.LOOK, true, MachinePhase.Draining, Optional.empty()));
        return;
      }
    }
    install(
        host,
        nodeAddress(host, found),
        Deed.INSTALL,
        MachinePhase.Installing,
        state(name).flatMap(MachineState::problem));
  }

  private void leave(String name, Enrolment.Entry entry) {
    boolean known = inside.asked().contains(name);
    boolean there = inside.nodes().filter(nodes -> nodes.containsKey(name)).isPresent();
    boolean absent = known && inside.nodes().isPresent() && !there;
    if (blueprint.isAbandoned(name)) {
      forget(name, there, absent || inside.nodes().isEmpty());
      return;
    }
    Optional<MachineState> state = state(name);
    if (state.filter(it -> it.clean() || isOfAnother(it, entry.host())).isPresent()) {
      forget(name, there, absent);
      if (enrolled.containsKey(name)) {
        leaving(name, entry, Deed.CLEAN, MachinePhase.Cleaning, Optional.empty());
      }
      return;
    }
    if (there && inside.strangers().contains(name)) {
      adopted.add(name);
    }
    if (there) {
      departing.add(name);
    }
    boolean begun = entry.leaving() && !isReady(name) && inside.nodes().isPresent();
    if (seen.silent() || begun || absent || inside.drained().contains(name)) {
      enrolled.put(name, new Enrolment.Entry(entry.host(), entry.nodeAddress(), true));
      leaving(
          name,
          entry,
          Deed.CLEAN,
          MachinePhase.Cleaning,
          state.flatMap(MachineState::problem).map(MachineFleet::untilGivenUp));
    } else {
      leaving(name, entry, Deed.LOOK, MachinePhase.Draining, Optional.empty());
    }
  }

  /** Who has the machine by now has it alone: it was ours in words only, or was made anew. */
  private boolean isOfAnother(MachineState state, Host host) {
    return state
        .found()
        .flatMap(Found::owner)
        .filter(owner -> !owner.equals(blueprint.mark(host)))
        .isPresent();
  }

  private void leaving(
      String name,
      Enrolment.Entry entry,
      Deed deed,
      MachinePhase phase,
      Optional<Problem> problem) {
    boolean settled = deed == Deed.LOOK || state(name).filter(MachineState::clean).isPresent();
    steps.put(name, new Step(entry.host(), entry.nodeAddress(), deed, settled, phase, problem));
  }

  /** The same, with the way out. */
  static Problem untilGivenUp(Problem problem) {
    return new Problem(
        problem.reason(),
        problem.message()
            + "; it is tried again until what was installed there is removed, or until its name is in"
            + " the pool's annotation "
            + MachinesScope.ABANDON);
  }

  /** Nobody can say that a Node is gone while the cluster does not answer. */
  private void forget(String name, boolean there, boolean absent) {
    if (there) {
      removed.add(name);
    }
    if (seen.silent() || absent) {
      enrolled.remove(name);
    }
  }

  private void look(Host host, Optional<Problem> trouble) {
    boolean ready = isReady(host.name());
    steps.put(
        host.name(),
        new Step(
            host, "", Deed.LOOK, ready, ready ? MachinePhase.Ready : rest(host.name()), trouble));
  }

  /** Nothing is done for this reason. */
  private void wait(Host host, Problem why) {
    steps.put(
        host.name(), new Step(host, "", Deed.LOOK, false, rest(host.name()), Optional.of(why)));
  }

  private MachinePhase rest(String name) {
    return seen.enrolment().machines().containsKey(name)
        ? MachinePhase.Installed
        : MachinePhase.Pending;
  }

  /** A machine that has moved shows our mark at its new address. */
  private boolean isElsewhere(Host host) {
    return entry(host.name())
        .map(Enrolment.Entry::host)
        .filter(known -> !known.address().equals(host.address()) || known.port() != host.port())
        .isPresent();
  }

  private static Problem moved(Host known) {
    return new Problem(
        "MachineMoved",
        "it is another machine than the one of this name at %s, port %d; to replace that one, take it"
                .formatted(known.address(), known.port())
            + " from the list first");
  }

  /** What it was at first stays, whatever a name resolves to meanwhile. */
  private String nodeAddress(Host host, Found found) {
    return Optional.ofNullable(host.nodeIP())
        .or(() -> entry(host.name()).map(Enrolment.Entry::nodeAddress))
        .orElse(found.address());
  }

  private Optional<Enrolment.Entry> entry(String name) {
    return Optional.ofNullable(seen.enrolment().machines().get(name));
  }

  private Optional<MachineState> state(String name) {
    return Optional.ofNullable(seen.states().get(name));
  }

  private boolean hasChanged(String name, Duration within) {
    return state(name)
        .flatMap(MachineState::changed)
        .filter(at -> seen.now().isBefore(at.plus(within)))
        .isPresent();
  }

  /** Of the pool; what a stranger of its name says does not count. */
  private boolean isReady(String name) {
    return !inside.strangers().contains(name)
        && inside.nodes().map(nodes -> nodes.get(name)).filter(NodeHealth::ready).isPresent();
  }
}
