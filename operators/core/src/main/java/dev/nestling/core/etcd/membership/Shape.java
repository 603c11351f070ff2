package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.Start;

/** What should exist of a slot now, whatever the next step is. */
public sealed interface Shape {

  /** A claim and a StatefulSet of one replica, and a configuration that says how it starts. */
  record Runs(Start start) implements Shape {}

  /** What exists stays, and nothing is made: data may be missing where it should be. */
  record Kept() implements Shape {}

  /** No StatefulSet. A claim goes by {@link Step.DiscardVolume} alone. */
  record Goes() implements Shape {}
}
