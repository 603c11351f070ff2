package dev.nestling.core.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.core.etcd.membership.StartRefusal;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MemberConfigurationTest {
  private static final String SELF = "https://a-etcd-0.a-etcd.ns.svc:2380";
  private static final TreeMap<String, String> TWO =
      new TreeMap<>(Map.of("a-etcd-0", SELF, "a-etcd-1", "https://a-etcd-1.a-etcd.ns.svc:2380"));

  @Test
  void foundersAndNewcomersNameAllMembers() {
    String all =
        "initial-cluster: \"a-etcd-0=%s,a-etcd-1=https://a-etcd-1.a-etcd.ns.svc:2380\""
            .formatted(SELF);

    assertThat(yaml(new Start.Founding(TWO))).contains(all, "initial-cluster-state: new\n");
    assertThat(yaml(new Start.Joining(TWO))).contains(all, "initial-cluster-state: existing\n");
  }

  @Test
  void aSealedMemberNamesNobodyElse() {
    assertThat(yaml(new Start.Sealed()))
        .contains("initial-cluster: \"a-etcd-0=" + SELF + "\"\n")
        .contains("initial-cluster-state: existing\n");
  }

  @Test
  void peersAreMembersOnly() {
    assertThat(yaml(new Start.Sealed()))
        .contains(
            """
            peer-transport-security:
              cert-file: "/c/member.crt"
              key-file: "/c/member.key"
              trusted-ca-file: "/c/ca.crt"
              client-cert-auth: true
              allowed-cn: ["etcd-member"]
              skip-client-san-verification: true
            """);
  }

  @Test
  void idsAreUnsigned() {
    EtcdId id = EtcdId.ofDecimal("18446744073709551615");

    assertThat(id)
        .hasToString("ffffffffffffffff")
        .isEqualByComparingTo(new EtcdId("FFFFFFFFFFFFFFFF"));
    assertThat(id.decimal()).isEqualTo("18446744073709551615");
    assertThat(id).isGreaterThan(new EtcdId("1"));
    assertThat(new EtcdId("00d1")).isEqualTo(new EtcdId("d1"));
    assertThatThrownBy(() -> new EtcdId("x")).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void lastWordsTellAMissingVolumeFromOtherFailures() {
    assertThat(
            StartRefusal.foundNoData(
                "{\"level\":\"fatal\",\"msg\":\"discovery failed\",\"error\":\"cannot fetch cluster"
                    + " info from peer urls: could not retrieve cluster information\"}"))
        .isTrue();
    assertThat(StartRefusal.foundNoData("member a1 has already been bootstrapped")).isTrue();
    assertThat(StartRefusal.foundNoData("listen tcp 0.0.0.0:2380: address already in use"))
        .isFalse();
  }

  @Test
  void errorsAreToldApartByTheirText() {
    assertThat(
            Refusals.of(
                9, "etcdserver: can only promote a learner member which is in sync with leader"))
        .isInstanceOf(EtcdFailure.LearnerNotInSync.class);
    assertThat(Refusals.of(9, "etcdserver: can only promote a learner member"))
        .isInstanceOf(EtcdFailure.NotLearner.class);
    assertThat(Refusals.of(14, "etcdserver: unhealthy cluster"))
        .isInstanceOf(EtcdFailure.UnhealthyCluster.class);
    assertThat(Refusals.of(14, "etcdserver: request timed out"))
        .isEqualTo(new EtcdFailure.NoLeader("request timed out"));
    assertThat(Refusals.of(7, "etcdserver: permission denied"))
        .isInstanceOf(EtcdFailure.Denied.class);
    assertThat(Refusals.of(3, "etcdserver: new one"))
        .isEqualTo(new EtcdFailure.Refused(3, "new one"));
  }

  private static String yaml(Start start) {
    return new MemberConfiguration(
            "a-etcd-0",
            "uid",
            new MemberConfiguration.Addresses(
                "https://0.0.0.0:2380",
                "https://0.0.0.0:2379",
                "http://0.0.0.0:2381",
                SELF,
                "https://a-etcd-0.a-etcd.ns.svc:2379"),
            new MemberConfiguration.Files(
                "/var/lib/etcd/data", "/c/member.crt", "/c/member.key", "/c/ca.crt"),
            1L << 31,
            start)
        .yaml();
  }
}
