package dev.nestling.kubectl;

import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.kubectl.kubeconfig.CertificateLife;
import dev.nestling.kubectl.kubeconfig.CertificateWish;
import dev.nestling.kubectl.kubeconfig.KubeconfigFiles;
import dev.nestling.kubectl.kubeconfig.Merge;
import dev.nestling.kubectl.kubeconfig.MergeEntry;
import dev.nestling.kubectl.kubeconfig.Origin;
import dev.nestling.kubectl.kubeconfig.PrivateFile;
import dev.nestling.kubectl.kubeconfig.PublishedKubeconfig;
import dev.nestling.kubectl.kubeconfig.ShortLivedCredentials;
import dev.nestling.kubectl.management.Failure;
import dev.nestling.kubectl.management.Management;
import dev.nestling.kubectl.management.ManagementOptions;
import dev.nestling.kubectl.picture.Kind;
import dev.nestling.kubectl.picture.Reference;
import dev.nestling.kubectl.picture.Subject;
import dev.nestling.kubectl.picture.Subjects;
import dev.nestling.kubectl.text.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kubeconfig}. */
@Command(
    name = "kubeconfig",
    header = "Print the kubeconfig of a cluster, or merge it into yours.",
    description = {
      "What is merged is a cluster, a user and a context of one name, <namespace>-<name> unless --as-context says another one. An entry of that name is replaced only"
          + " if it came from the same cluster. All else in the file stays as it is, comments included; what you wrote into such an entry yourself goes.",
      "",
      "With --duration the cluster signs a client certificate that ends by itself, and the stored credentials stay where they are. Nobody can take such a certificate"
          + " back: choose a short time."
    },
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  kubectl nestling kubeconfig edge > edge.kubeconfig",
      "  kubectl nestling kubeconfig edge --merge --switch",
      "  kubectl nestling kubeconfig edge --merge=$HOME/.kube/edge --as-context edge",
      "  kubectl nestling kubeconfig edge --duration 1h -o edge.kubeconfig",
      "  kubectl nestling kubeconfig edge --duration 8h --user ann --group developers"
    })
final class KubeconfigCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ManagementOptions management = new ManagementOptions();

  @Mixin HelpOptions help = new HelpOptions();

  @Parameters(paramLabel = "NAME", description = "The cluster.")
  String name = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "lightcluster or fullcluster, where both have the name.",
      completionCandidates = KindCandidates.class)
  @Nullable String kind;

  @Option(
      names = "--merge",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      preprocessor = OnlyAttached.class,
      description =
          "Merge it into a file, made with mode 0600: --merge=FILE, or just --merge for the one that kubectl config would write.")
  @Nullable String merge;

  @Option(
      names = "--as-context",
      paramLabel = "NAME",
      description = "With --merge: name of the context.")
  @Nullable String asContext;

  @Option(names = "--switch", description = "With --merge: make it the current context.")
  boolean switchTo;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write it to a file with mode 0600 instead of printing it.")
  @Nullable Path output;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description =
          "A client certificate that is good for so long, such as 1h, at least 10m, instead of the stored credentials.")
  @Nullable String duration;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "With --duration: who the cluster takes the client for. Without --group it is then in no group, and may do what is bound to its name. Default: as the stored credentials.")
  @Nullable String user;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description =
          "With --duration: a group of the client; may be repeated. Default: as the stored credentials.")
  List<String> groups = List.of();

  @Override
  public Integer call() throws IOException {
    checkOptions();
    Optional<Duration> life = life();
    try (Management api = Management.connect(management)) {
      Subject cluster = new Subjects(api).find(wanted());
      Kubeconfig kubeconfig = PublishedKubeconfig.read(api, cluster);
      if (life.isPresent()) {
        kubeconfig =
            new ShortLivedCredentials(kubeconfig, new HttpsClient(Destinations.ANYWHERE))
                .issue(wish(kubeconfig, life.get()));
        say("The certificate is good until " + CertificateLife.end(kubeconfig) + ".");
      }
      deliver(kubeconfig, new Origin(api.url(), cluster.namespace(), cluster.name()));
    }
    return 0;
  }

  private void deliver(Kubeconfig kubeconfig, Origin origin) throws IOException {
    if (merge != null) {
      String context = asContext == null ? origin.namespace() + "-" + origin.name() : asContext;
      Path file =
          files(merge).merge(new Merge(new MergeEntry(context, kubeconfig, origin), switchTo));
      say(
          switchTo
              ? "Context %s is in %s, and is the current one.".formatted(context, file)
              : "Context %s is in %s: kubectl --context %s get namespaces"
                  .formatted(context, file, context));
    } else if (output != null) {
      try {
        PrivateFile.write(output, kubeconfig.toYaml());
      } catch (IOException e) {
        throw new Failure("%s can't be written: %s".formatted(output, e), e);
      }
    } else {
      spec.commandLine().getOut().print(kubeconfig.toYaml());
      spec.commandLine().getOut().flush();
    }
  }

  private KubeconfigFiles files(String named) {
    return named.isEmpty()
        ? KubeconfigFiles.ofKubectl(
            Optional.ofNullable(management.kubeconfig()).map(file -> file.toPath()),
            System.getenv(),
            Path.of(System.getProperty("user.home")))
        : new KubeconfigFiles(List.of(Path.of(named)));
  }

  private Reference wanted() {
    Reference reference = Reference.parse(name);
    if (reference.kind().filter(it -> it == Kind.NODE_POOL).isPresent()) {
      throw misuse("a node pool has no kubeconfig; name a cluster");
    }
    if (kind == null) {
      return reference;
    }
    Kind said =
        Kind.of(kind)
            .filter(it -> it != Kind.NODE_POOL)
            .orElseThrow(() -> misuse("--kind is lightcluster or fullcluster, not " + kind));
    return new Reference(Optional.of(said), reference.name());
  }

  private void checkOptions() {
    if (merge == null && (switchTo || asContext != null)) {
      throw misuse("--switch and --as-context are for --merge");
    }
    if (merge != null && output != null) {
      throw misuse("--merge and --output exclude each other; name the file with --merge=FILE");
    }
    if (duration == null && (user != null || !groups.isEmpty())) {
      throw misuse("--user and --group are for --duration");
    }
  }

  private Optional<Duration> life() {
    if (duration == null) {
      return Optional.empty();
    }
    Duration life =
        Span.parse(duration)
            .orElseThrow(() -> misuse("--duration is a time such as 1h or 30m, not " + duration));
    if (life.compareTo(CertificateWish.SHORTEST) < 0) {
      throw misuse("--duration is at least 10m: Kubernetes signs nothing shorter");
    }
    return Optional.of(life);
  }

  private CertificateWish wish(Kubeconfig stored, Duration life) {
    CertificateWish same = CertificateLife.wishAsStored(stored, life);
    return new CertificateWish(
        user == null ? same.user() : user,
        user == null && groups.isEmpty() ? same.groups() : groups,
        life);
  }

  private void say(String text) {
    spec.commandLine().getErr().println(text);
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** {@code --merge edge} merges the cluster edge; only {@code --merge=edge} is a file. */
  static final class OnlyAttached implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (" ".equals(info.get("separator"))) {
        option.setValue("");
        return true;
      }
      return false;
    }
  }
}
