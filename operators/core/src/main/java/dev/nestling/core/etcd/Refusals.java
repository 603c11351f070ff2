package dev.nestling.core.etcd;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Etcd's error texts. They, and not the codes, tell its errors apart: many share a code. They are
 * part of its API (package rpctypes) and the same since 3.4.
 */
final class Refusals {
  private static final int PERMISSION_DENIED = 7;
  private static final int UNAVAILABLE = 14;
  private static final int DATA_LOSS = 15;
  private static final int UNAUTHENTICATED = 16;

  private static final Map<String, Function<String, EtcdFailure>> TEXTS = new LinkedHashMap<>();

  static {
    TEXTS.put("unhealthy cluster", EtcdFailure.UnhealthyCluster::new);
    TEXTS.put(
        "re-configuration failed due to not enough started members",
        EtcdFailure.NotEnoughStarted::new);
    TEXTS.put(
        "can only promote a learner member which is in sync with leader",
        EtcdFailure.LearnerNotInSync::new);
    TEXTS.put("can only promote a learner member", EtcdFailure.NotLearner::new);
    TEXTS.put("too many learner members in cluster", EtcdFailure.TooManyLearners::new);
    TEXTS.put("rpc not supported for learner", EtcdFailure.AskedLearner::new);
    TEXTS.put("member not found", EtcdFailure.MemberNotFound::new);
    TEXTS.put("Peer URLs already exists", EtcdFailure.MemberExists::new);
    TEXTS.put("member ID already exist", EtcdFailure.MemberExists::new);
    TEXTS.put("not leader", EtcdFailure.NotLeader::new);
    TEXTS.put("bad leader transferee", EtcdFailure.BadTransferee::new);
    TEXTS.put("mvcc: database space exceeded", EtcdFailure.NoSpace::new);
    TEXTS.put("corrupt cluster", EtcdFailure.Corrupt::new);
  }

  private Refusals() {}

  static EtcdFailure of(int code, String message) {
    String text = message.replaceFirst("^etcdserver: ", "");
    Function<String, EtcdFailure> known = TEXTS.get(text);
    if (known != null) {
      return known.apply(text);
    }
    return switch (code) {
      case PERMISSION_DENIED, UNAUTHENTICATED -> new EtcdFailure.Denied(text);
      case UNAVAILABLE -> new EtcdFailure.NoLeader(text);
      case DATA_LOSS -> new EtcdFailure.Corrupt(text);
      default -> new EtcdFailure.Refused(code, text);
    };
  }
}
