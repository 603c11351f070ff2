package dev.nestling.core.etcd;

/**
 * What a member has raised for the whole cluster to see; it lasts until it is disarmed.
 *
 * @param member who raised it
 * @param type what is wrong
 */
public record Alarm(EtcdId member, Type type) {

  /** What can be wrong, in etcd's words. */
  public enum Type {
    /** The database has reached its quota: the cluster accepts no writes. */
    NOSPACE,
    /** The member's data differs from the others'. */
    CORRUPT
  }
}
