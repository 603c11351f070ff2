package dev.nestling.lightcluster.objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.ExtraArgs;
import dev.nestling.core.objects.ApiServerService;
import dev.nestling.core.objects.EncryptionSecret;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.objects.TypedFlags;
import dev.nestling.core.references.SecurityFiles;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server's configuration file as a value: docs/architecture.md, section 3.2. The server refuses
 * fields that it does not know, so a new field here needs a server that has it.
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonPropertyOrder({"apiVersion", "kind"})
public record ServerConfig(
    String identity,
    String dataDir,
    Address bind,
    Optional<Address> advertise,
    String certificates,
    Datastore datastore,
    Network network,
    String encryptionConfigFile,
    Optional<Authentication> authentication,
    boolean leaderElection,
    Optional<Tunnel> tunnel,
    String clusterInfo,
    Component apiServer,
    Component controllerManager,
    Component scheduler,
    Logging logging) {

  public static final String FILE = "nestlet.yaml";
  public static final String JWT_FILE = "jwt.yaml";

  /** Where the pod's volumes are mounted: docs/architecture.md, section 3.3. */
  static final String CONFIG_DIR = "/etc/nestlet/config";

  static final String PKI_DIR = "/etc/nestlet/pki";
  static final String ENCRYPTION_DIR = "/etc/nestlet/encryption";
  static final String DATASTORE_DIR = "/etc/nestlet/datastore";
  static final String DATA_DIR = "/var/lib/nestlet";
  static final String AUDIT_DIR = "/etc/nestlet/audit";
  static final String AUDIT_WEBHOOK = "kubeconfig";

  /** It has to name the published address, which may change while the server runs. */
  private static final String OPERATOR_KEEPS_CLUSTER_INFO = "Elsewhere";

  private static final TypedFlags.Files FILES =
      new TypedFlags.Files(
          CONFIG_DIR + "/" + SecurityFiles.AUDIT_POLICY, AUDIT_DIR + "/" + AUDIT_WEBHOOK);

  @JsonProperty
  public String apiVersion() {
    return "nestlet.nestling.dev/v1alpha1";
  }

  @JsonProperty
  public String kind() {
    return "ServerConfiguration";
  }

  /** An address literal and a TCP port. */
  public record Address(String address, int port) {}

  /** Files are absent for SQLite; the TLS files are there as far as the Secret has them. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Datastore(
      String type,
      Optional<String> endpointFile,
      Optional<String> caFile,
      Optional<String> certFile,
      Optional<String> keyFile) {}

  public record Network(List<String> podCIDRs, List<String> serviceCIDRs, String dnsDomain) {}

  /**
   * Whose tokens count besides the cluster's own.
   *
   * @param jwtFile which the server reads again when it changes
   */
  public record Authentication(String jwtFile) {}

  /**
   * Nodes are reached through agents that call the API's port; without it they are dialled.
   *
   * @param servers how many share the address that they call
   */
  public record Tunnel(int servers) {}

  public record Component(List<ExtraArgs.Argument> extraArgs) {}

  /** Verbosity 0 is the quietest. */
  public record Logging(String format, int verbosity) {}

  /**
   * Feature gates are given to the API server alone: the server has one set of them for all.
   *
   * @param identity what the datastore is stamped with
   * @param clusterIp of the API's Service: the address that pods of the management cluster reach,
   *     and one that never changes, so that no load balancer's whim restarts the server
   * @param external the database, unless data is kept in SQLite
   */
  public static ServerConfig of(
      EffectiveSpec spec, String identity, String clusterIp, Optional<ExternalDatastore> external) {
    boolean ipv6 = clusterIp.contains(":");
    return new ServerConfig(
        identity,
        DATA_DIR,
        new Address(ipv6 ? "::" : "0.0.0.0", ApiServerService.PORT),
        Optional.of(new Address(clusterIp, ApiServerService.PORT)),
        PKI_DIR,
        external.map(ServerConfig::database).orElseGet(ServerConfig::sqlite),
        new Network(
            spec.network().podCIDRs(), spec.network().serviceCIDRs(), spec.network().dnsDomain()),
        ENCRYPTION_DIR + "/" + EncryptionSecret.FILE,
        spec.common().security().issuers().isEmpty()
            ? Optional.empty()
            : Optional.of(new Authentication(CONFIG_DIR + "/" + JWT_FILE)),
        false,
        spec.common().addons().konnectivityAgent() ? Optional.of(new Tunnel(1)) : Optional.empty(),
        OPERATOR_KEEPS_CLUSTER_INFO,
        new Component(
            Stream.concat(
                    TypedFlags.ofApiServer(spec.common().security(), FILES).stream(),
                    spec.extraArgs().apiServer().stream())
                .toList()),
        new Component(spec.extraArgs().controllerManager()),
        new Component(spec.extraArgs().scheduler()),
        new Logging("json", 0));
  }

  private static Datastore sqlite() {
    return new Datastore(
        "SQLite", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Datastore database(ExternalDatastore external) {
    return new Datastore(
        external.engine().name(),
        Optional.of(DATASTORE_DIR + "/" + ExternalDatastore.ENDPOINT),
        file(external.hasCa(), ExternalDatastore.CA),
        file(external.hasClientPair(), SecretData.TLS_CERTIFICATE),
        file(external.hasClientPair(), SecretData.TLS_KEY));
  }

  private static Optional<String> file(boolean there, String key) {
    return there ? Optional.of(DATASTORE_DIR + "/" + key) : Optional.empty();
  }
}
