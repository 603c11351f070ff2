package dev.nestling.core.etcd.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.etcd.Survey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Looks, decides and acts as an operator does that is killed now and then, looks through a cache
 * that may be old, and does not hear every answer. It fails the test when a step of its own costs
 * the quorum or deletes a member's data.
 */
final class SimulatedOperator {
  final SimulatedEtcd etcd = new SimulatedEtcd();
  final List<SimulatedSlot> slots = new ArrayList<>();
  final List<Step> steps = new ArrayList<>();
  private final Random random;
  private Founding founding = new Founding.NotBegun();
  private List<Slot> cached = List.of();
  private List<Integer> cachedVersions = List.of();
  private List<Integer> cachedPodVersions = List.of();

  SimulatedOperator(Random random) {
    this.random = random;
    for (int ordinal = 0; ordinal < 5; ordinal++) {
      slots.add(new SimulatedSlot(ordinal, etcd));
    }
  }

  /** Time passes for pods and for etcd. */
  void tick(int load) {
    slots.forEach(SimulatedSlot::tick);
    etcd.tick(random, load);
  }

  /**
   * Looks and takes one step.
   *
   * @param troubled whether caches are old, answers are lost and the operator dies in between
   */
  Decision reconcile(int desired, boolean troubled) {
    if (cached.isEmpty() || !troubled || random.nextInt(5) > 0) {
      cached = slots.stream().map(SimulatedSlot::observed).toList();
      cachedVersions = slots.stream().map(SimulatedSlot::version).toList();
      cachedPodVersions = slots.stream().map(SimulatedSlot::podVersion).toList();
    }
    Decision decision =
        MembershipPlanner.decide(new Situation(desired, founding, cached, survey(troubled)));
    steps.add(decision.step());
    act(decision.step());
    if (!troubled || random.nextInt(5) > 0) {
      slots.forEach(
          slot -> {
            if (unchanged(slot)) {
              slot.make(decision.shape(slot.name()));
            }
          });
    }
    return decision;
  }

  private Survey survey(boolean troubled) {
    Map<String, EtcdAnswer<MemberStatus>> statuses = new LinkedHashMap<>();
    for (SimulatedSlot slot : slots) {
      boolean silent = troubled && random.nextInt(20) == 0;
      slot.serving()
          .filter(data -> !silent)
          .ifPresent(data -> statuses.put(slot.name(), new EtcdAnswer.Ok<>(status(data))));
    }
    boolean deaf = troubled && random.nextInt(10) == 0;
    return new Survey(
        etcd.list()
            .filter(list -> !deaf)
            .<EtcdAnswer<dev.nestling.core.etcd.MemberList>>map(EtcdAnswer.Ok::new)
            .orElseGet(() -> new EtcdAnswer.Failed<>(new EtcdFailure.NoLeader("no leader"))),
        statuses);
  }

  private MemberStatus status(SimulatedEtcd.Data data) {
    return new MemberStatus(
        data.member,
        SimulatedEtcd.CLUSTER,
        "3.6.16",
        etcd.leader(),
        new MemberStatus.Raft(etcd.term(), etcd.committed(), data.index),
        new MemberStatus.Database(1 << 20, 1 << 20, 1 << 30),
        !etcd.votes(data.member),
        List.of());
  }

  private void act(Step step) {
    boolean hadQuorum = etcd.hasQuorum();
    switch (step) {
      case Step.OnObjects objects -> write(objects);
      case Step.OnEtcd request -> ask(request);
      case Step.Idle idle -> {}
    }
    if (hadQuorum && !(step instanceof Step.Restart && etcd.votes() == 1)) {
      assertThat(etcd.hasQuorum()).as("quorum after %s", step).isTrue();
    }
  }

  private void write(Step.OnObjects step) {
    switch (step) {
      case Step.BeginFounding(int size) -> {
        assertThat(founding).isInstanceOf(Founding.NotBegun.class);
        founding = new Founding.Begun(size);
      }
      case Step.RecordCluster(EtcdId cluster) -> founding = new Founding.Done(cluster);
      case Step.RecordMember(String name, EtcdId member) -> {
        if (unchanged(slot(name))) {
          slot(name).mark(member);
        }
      }
      case Step.DiscardVolume(String name) -> {
        if (unchanged(slot(name))) {
          assertThat(etcd.at(slot(name).url()).filter(member -> member.started()))
              .as("whose data is discarded")
              .isEmpty();
          slot(name).deletePod();
          slot(name).deleteClaim();
        }
      }
      case Step.Restart(String name) -> {
        SimulatedSlot slot = slot(name);
        if (cachedPodVersions.get(slots.indexOf(slot)) == slot.podVersion()) {
          slot.deletePod();
        }
      }
    }
  }

  private void ask(Step.OnEtcd step) {
    if (random.nextInt(5) == 0) {
      return;
    }
    switch (step) {
      case Step.AddLearner(String name, String url) -> etcd.addLearner(url);
      case Step.Promote(String name, EtcdId member) -> etcd.promote(member);
      case Step.Remove(String name, EtcdId member, String why) -> {
        assertThat(etcd.leader()).as("a leader is not removed").isNotEqualTo(Optional.of(member));
        etcd.remove(member);
      }
      case Step.MoveLeader(String from, EtcdId to) -> etcd.moveLeader(to);
      case Step.Defragment defragment -> {}
      case Step.Disarm disarm -> {}
    }
  }

  private SimulatedSlot slot(String name) {
    return slots.stream().filter(slot -> slot.name().equals(name)).findFirst().orElseThrow();
  }

  /** The API server refuses a write to a claim, and to a pod, that is not as it was read. */
  private boolean unchanged(SimulatedSlot slot) {
    return cachedVersions.get(slots.indexOf(slot)) == slot.version();
  }
}
