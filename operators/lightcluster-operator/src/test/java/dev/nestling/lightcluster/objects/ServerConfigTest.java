package dev.nestling.lightcluster.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.ExtraArgs;
import dev.nestling.api.v1alpha1.LightCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The whole record each time: a field that is forgotten here fails to compile. */
class ServerConfigTest {
  private static final ServerConfig.Component NO_ARGUMENTS = new ServerConfig.Component(List.of());

  @Test
  void anEmptySpecIsSqliteOnEveryAddress() {
    assertThat(ServerConfig.of(spec("{}"), "id", "10.96.1.2", Optional.empty()))
        .isEqualTo(
            new ServerConfig(
                "id",
                "/var/lib/nestlet",
                new ServerConfig.Address("0.0.0.0", 6443),
                Optional.of(new ServerConfig.Address("10.96.1.2", 6443)),
                "/etc/nestlet/pki",
                new ServerConfig.Datastore(
                    "SQLite",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                new ServerConfig.Network(
                    List.of("10.180.0.0/16"), List.of("10.181.0.0/16"), "cluster.local"),
                "/etc/nestlet/encryption/encryption.yaml",
                Optional.empty(),
                false,
                Optional.of(new ServerConfig.Tunnel(1)),
                "Elsewhere",
                NO_ARGUMENTS,
                NO_ARGUMENTS,
                NO_ARGUMENTS,
                new ServerConfig.Logging("json", 0)));
  }

  /** Whoever brings no agents has nodes that the server reaches by itself. */
  @Test
  void withoutAgentsThereIsNoTunnel() {
    assertThat(
            ServerConfig.of(
                    spec("{addons: {konnectivityAgent: {enabled: false}}}"),
                    "id",
                    "10.96.1.2",
                    Optional.empty())
                .tunnel())
        .isEmpty();
  }

  @Test
  void aSecretWithTlsFilesOnAV6Network() {
    ServerConfig config =
        ServerConfig.of(
            spec("{network: {podCIDRs: ['fd00:1::/48'], serviceCIDRs: ['fd00:2::/112']}}"),
            "id",
            "fd00:9::2",
            Optional.of(new ExternalDatastore(ExternalDatastore.Engine.MySQL, true, true)));

    assertThat(config)
        .isEqualTo(
            new ServerConfig(
                "id",
                "/var/lib/nestlet",
                new ServerConfig.Address("::", 6443),
                Optional.of(new ServerConfig.Address("fd00:9::2", 6443)),
                "/etc/nestlet/pki",
                new ServerConfig.Datastore(
                    "MySQL",
                    Optional.of("/etc/nestlet/datastore/endpoint"),
                    Optional.of("/etc/nestlet/datastore/ca.crt"),
                    Optional.of("/etc/nestlet/datastore/tls.crt"),
                    Optional.of("/etc/nestlet/datastore/tls.key")),
                new ServerConfig.Network(
                    List.of("fd00:1::/48"), List.of("fd00:2::/112"), "cluster.local"),
                "/etc/nestlet/encryption/encryption.yaml",
                Optional.empty(),
                false,
                Optional.of(new ServerConfig.Tunnel(1)),
                "Elsewhere",
                NO_ARGUMENTS,
                NO_ARGUMENTS,
                NO_ARGUMENTS,
                new ServerConfig.Logging("json", 0)));
  }

  @Test
  void typedOptionsAreFlagsBeforeThoseOfTheOwner() {
    ServerConfig config =
        ServerConfig.of(
            spec(
                "{security: {admissionPlugins: {enable: [A, B], disable: [C]}, featureGates: {Z:"
                    + " false, A: true}}, extraArgs: {apiServer: [{name: v, value: '2'}]}}"),
            "id",
            "10.96.1.2",
            Optional.empty());

    assertThat(config.apiServer().extraArgs())
        .containsExactly(
            new ExtraArgs.Argument("enable-admission-plugins", "A,B"),
            new ExtraArgs.Argument("disable-admission-plugins", "C"),
            new ExtraArgs.Argument("feature-gates", "A=true,Z=false"),
            new ExtraArgs.Argument("v", "2"));
    assertThat(config.scheduler()).isEqualTo(NO_ARGUMENTS);
  }

  @Test
  void issuersAreInAFileThatTheServerFollows() {
    ServerConfig config =
        ServerConfig.of(
            spec("{security: {oidc: [{issuerURL: 'https://a.example', audiences: [k]}]}}"),
            "id",
            "10.96.1.2",
            Optional.empty());

    assertThat(config.authentication())
        .contains(new ServerConfig.Authentication("/etc/nestlet/config/jwt.yaml"));
  }

  @Test
  void auditEventsGoToTheLogOrToTheWebhookInBatches() {
    assertThat(flags("{security: {audit: {}}}"))
        .containsExactly(
            "audit-policy-file=/etc/nestlet/config/audit-policy.yaml",
            "audit-log-path=-",
            "audit-log-mode=batch");
    assertThat(flags("{security: {audit: {webhookRef: {name: w}}}}"))
        .containsExactly(
            "audit-policy-file=/etc/nestlet/config/audit-policy.yaml",
            "audit-webhook-config-file=/etc/nestlet/audit/kubeconfig",
            "audit-webhook-mode=batch");
  }

  private static List<String> flags(String spec) {
    return ServerConfig.of(spec(spec), "id", "10.96.1.2", Optional.empty())
        .apiServer()
        .extraArgs()
        .stream()
        .map(flag -> flag.name() + "=" + flag.value())
        .toList();
  }

  @Test
  void theHashChangesWithTheConfigurationAndWithTheDatastoresSecret() {
    ServerConfig one = ServerConfig.of(spec("{}"), "id", "10.96.1.2", Optional.empty());
    ServerConfig other = ServerConfig.of(spec("{}"), "id", "10.96.1.3", Optional.empty());

    assertThat(
            List.of(
                ServerConfigMap.hash(one, Optional.empty(), ""),
                ServerConfigMap.hash(other, Optional.empty(), ""),
                ServerConfigMap.hash(one, Optional.of("a"), ""),
                ServerConfigMap.hash(one, Optional.of("b"), ""),
                ServerConfigMap.hash(one, Optional.empty(), "policy")))
        .doesNotHaveDuplicates();
    assertThat(ServerConfigMap.hash(one, Optional.of("a"), ""))
        .isEqualTo(ServerConfigMap.hash(one, Optional.of("a"), ""));
  }

  private static EffectiveSpec spec(String yaml) {
    return EffectiveSpec.of(
        Serialization.unmarshal(
            """
            apiVersion: nestling.dev/v1alpha1
            kind: LightCluster
            metadata: {name: c, namespace: team}
            spec: %s
            """
                .formatted(yaml),
            LightCluster.class));
  }
}
