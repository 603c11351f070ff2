package dev.nestling.test.api.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.EtcdClient;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.Survey;
import dev.nestling.core.etcd.Surveyor;
import dev.nestling.core.etcd.action.EtcdActions;
import dev.nestling.core.etcd.membership.Decision;
import dev.nestling.core.etcd.membership.Founding;
import dev.nestling.core.etcd.membership.MembershipPlanner;
import dev.nestling.core.etcd.membership.Shape;
import dev.nestling.core.etcd.membership.Situation;
import dev.nestling.core.etcd.membership.Slot;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.https.HttpsTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * Does with processes on loopback what the operator and the kubelet do with objects and pods:
 * looks, decides, takes the one step, and makes what should exist exist.
 */
final class EtcdHost implements AutoCloseable {
  private static final int PLACES = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Credentials credentials = Credentials.mint();
  private final HttpsClient https = new HttpsClient(Destinations.ANYWHERE);
  private final EtcdClient client = new EtcdClient(https, Duration.ofSeconds(5));
  private final Surveyor surveyor = new Surveyor(client);
  private final EtcdActions actions = new EtcdActions(client);
  private final List<Place> places = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<EtcdFailure> failures = new ArrayList<>();
  private int desired = 1;
  private Founding founding = new Founding.NotBegun();

  EtcdHost(Path directory) throws IOException {
    for (int ordinal = 0; ordinal < PLACES; ordinal++) {
      places.add(new Place(ordinal, directory, credentials));
    }
  }

  /** Goes on until everything is as wanted; the steps that it took, without waiting. */
  List<Step> reconcileTo(int desired) {
    steps.clear();
    failures.clear();
    Awaitility.await("%d members".formatted(desired))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(reconcile(desired).step())
                    .as("after %s, with %s", steps, failures)
                    .isInstanceOf(Step.Steady.class));
    return List.copyOf(steps);
  }

  /** One look, one step. */
  Decision reconcile(int desired) {
    this.desired = desired;
    List<Slot> slots = places.stream().map(Place::observed).toList();
    Survey survey = surveyor.survey(endpoints());
    Decision decision = MembershipPlanner.decide(new Situation(desired, founding, slots, survey));
    if (!(decision.step() instanceof Step.Idle)) {
      steps.add(decision.step());
    }
    switch (decision.step()) {
      case Step.OnObjects step -> write(step);
      case Step.OnEtcd step -> actions.run(step, endpoints(), survey).ifPresent(failures::add);
      case Step.Idle idle -> {}
    }
    places.forEach(place -> make(place, decision.shape(place.name())));
    return decision;
  }

  private void write(Step.OnObjects step) {
    switch (step) {
      case Step.BeginFounding(int size) -> founding = new Founding.Begun(size);
      case Step.RecordCluster record -> founding = new Founding.Done(record.cluster());
      case Step.RecordMember record -> place(record.name()).mark(record.member());
      case Step.DiscardVolume(String name) -> {
        place(name).stop();
        place(name).deleteClaim();
      }
      case Step.Restart(String name) -> place(name).stop();
    }
  }

  private static void make(Place place, Shape shape) {
    switch (shape) {
      case Shape.Runs runs -> place.runs(runs.start());
      case Shape.Kept kept -> {}
      case Shape.Goes goes -> place.stop();
    }
  }

  Place place(String name) {
    return places.stream().filter(place -> place.name().equals(name)).findFirst().orElseThrow();
  }

  Place place(int ordinal) {
    return places.get(ordinal);
  }

  /** The pods that exist. */
  SortedMap<String, HttpsTarget> endpoints() {
    var endpoints = new TreeMap<String, HttpsTarget>();
    places.stream()
        .filter(Place::hasPod)
        .forEach(place -> endpoints.put(place.name(), credentials.target(place.clientUrl())));
    return endpoints;
  }

  Survey survey() {
    return surveyor.survey(endpoints());
  }

  Credentials credentials() {
    return credentials;
  }

  EtcdClient client() {
    return client;
  }

  HttpsClient https() {
    return https;
  }

  int desired() {
    return desired;
  }

  void wantRestarts() {
    places.forEach(Place::wantRestart);
  }

  Founding founding() {
    return founding;
  }

  /** Why etcd refused steps of the last reconciliation. */
  List<EtcdFailure> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    places.forEach(Place::kill);
  }
}
