package dev.nestling.core.etcd.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.Start;
import java.time.Duration;
import java.util.Optional;

/** The claim, the pod and the process of one place, with the kubelet's and etcd's manners. */
final class SimulatedSlot {
  private final int ordinal;
  private final SimulatedEtcd etcd;
  private boolean claimed;
  private boolean leaving;
  private Optional<EtcdId> mark = Optional.empty();
  private Optional<SimulatedEtcd.Data> data = Optional.empty();
  private Optional<Start> pod = Optional.empty();
  private boolean running;
  private boolean foundNoData;
  private int downFor;
  private boolean restartWanted;
  private int version;
  private int podVersion;

  SimulatedSlot(int ordinal, SimulatedEtcd etcd) {
    this.ordinal = ordinal;
    this.etcd = etcd;
  }

  String name() {
    return "m" + ordinal;
  }

  String url() {
    return "https://m" + ordinal;
  }

  int version() {
    return version;
  }

  int podVersion() {
    return podVersion;
  }

  Slot observed() {
    return new Slot(ordinal, name(), url(), volume(), podState(), sealed(), restartWanted);
  }

  private boolean sealed() {
    return pod.filter(Start.Sealed.class::isInstance).isPresent();
  }

  private Volume volume() {
    if (!claimed) {
      return new Volume.Missing();
    }
    return leaving
        ? new Volume.Leaving()
        : mark.<Volume>map(Volume.Marked::new).orElseGet(Volume.Unmarked::new);
  }

  private Pod podState() {
    if (pod.isEmpty()) {
      return new Pod.Absent();
    }
    if (running) {
      return new Pod.Ready();
    }
    return foundNoData ? new Pod.FoundNoData() : new Pod.NotReady(Duration.ZERO, "down");
  }

  Optional<SimulatedEtcd.Data> serving() {
    return running ? data : Optional.empty();
  }

  boolean hasData() {
    return data.isPresent();
  }

  void make(Shape shape) {
    switch (shape) {
      case Shape.Runs(Start start) -> {
        if (!claimed) {
          claimed = true;
          version++;
        }
        pod = Optional.of(start);
      }
      case Shape.Kept kept -> {}
      case Shape.Goes goes -> deletePod();
    }
  }

  void mark(EtcdId member) {
    claimed = true;
    mark = Optional.of(member);
    version++;
  }

  void deletePod() {
    kill();
    pod = Optional.empty();
    restartWanted = false;
    foundNoData = false;
    if (leaving) {
      deleteClaim();
    }
  }

  void deleteClaim() {
    claimed = false;
    leaving = false;
    mark = Optional.empty();
    data = Optional.empty();
    version++;
  }

  void beginDeletingClaim() {
    leaving = claimed;
    version++;
  }

  void emptyVolume() {
    kill();
    data = Optional.empty();
  }

  void kill() {
    data.ifPresent(mine -> etcd.stop(mine.member));
    running = false;
    podVersion++;
  }

  void nodeDown(int ticks) {
    kill();
    downFor = ticks;
    foundNoData = false;
  }

  void nodeUp() {
    downFor = 0;
  }

  void wantRestart() {
    restartWanted = pod.isPresent();
  }

  /** The kubelet starts what should run. */
  void tick() {
    downFor = Math.max(0, downFor - 1);
    if (running && data.filter(mine -> etcd.has(mine.member)).isEmpty()) {
      kill();
    }
    if (running || pod.isEmpty() || downFor > 0 || !claimed) {
      return;
    }
    foundNoData = false;
    if (data.isEmpty()) {
      startWithoutData(pod.get());
    }
    data.filter(mine -> etcd.has(mine.member))
        .ifPresent(
            mine -> {
              running = true;
              podVersion++;
              etcd.run(mine);
            });
  }

  private void startWithoutData(Start start) {
    Optional<Member> listed = etcd.at(url());
    switch (start) {
      case Start.Sealed sealed -> foundNoData = true;
      case Start.Founding founding -> {
        assertThat(listed.filter(Member::started)).as("founded over a cluster").isEmpty();
        data = Optional.of(new SimulatedEtcd.Data(etcd.found(name(), url())));
      }
      case Start.Joining joining -> {
        boolean matches =
            etcd.list()
                .filter(list -> list.members().size() == joining.members().size())
                .isPresent();
        if (!matches || listed.isEmpty()) {
          foundNoData = true;
          return;
        }
        assertThat(listed.filter(Member::started).filter(Member::voter))
            .as("a member with a vote starts again without its data")
            .isEmpty();
        data = Optional.of(new SimulatedEtcd.Data(listed.get().id()));
      }
    }
  }
}
