package dev.nestling.core.etcd;

import java.util.SortedMap;

/**
 * How a member starts on a volume without data; one with data goes on from there whatever this is.
 *
 * <p>Etcd lets a member that lost its data start again under its old id, and it has then forgotten
 * its votes and what it acknowledged: acknowledged writes may be lost. So only a member that has
 * never run may start without data.
 */
public sealed interface Start {

  /** As one of the founders, by name and peer URL; the same for all of them. */
  record Founding(SortedMap<String, String> founders) implements Start {}

  /**
   * As a member that has just been added and has never run.
   *
   * @param members all there are, by name and peer URL, itself included
   */
  record Joining(SortedMap<String, String> members) implements Start {}

  /** Not at all: the only safe way once a member has run. */
  record Sealed() implements Start {}
}
