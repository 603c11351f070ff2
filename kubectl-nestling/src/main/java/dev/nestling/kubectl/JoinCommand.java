package dev.nestling.kubectl;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.kubectl.join.JoinCommandLine;
import dev.nestling.kubectl.management.Failure;
import dev.nestling.kubectl.management.Management;
import dev.nestling.kubectl.management.ManagementOptions;
import dev.nestling.kubectl.picture.Kind;
import dev.nestling.kubectl.picture.Reference;
import dev.nestling.kubectl.picture.Subject;
import dev.nestling.kubectl.picture.Subjects;
import dev.nestling.kubectl.text.Span;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code join}. */
@Command(
    name = "join",
    header = "Print the command that makes a machine a node of a pool of type SelfJoin.",
    description = {
      "Paste it on the machine, as root. The command alone goes to the standard output; whoever has it can join machines until it ends."
    },
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  kubectl nestling join edge-machines",
      "  kubectl nestling join edge-machines -n team-a --timeout 5m",
      "  ssh root@machine \"$(kubectl nestling join edge-machines)\""
    })
final class JoinCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ManagementOptions management = new ManagementOptions();

  @Mixin HelpOptions help = new HelpOptions();

  @Parameters(paramLabel = "POOL", description = "The NodePool.")
  String name = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "2m",
      description = "How long to wait for a token, such as 30s or 5m. Default: ${DEFAULT-VALUE}.")
  String timeout = "2m";

  @Override
  public Integer call() throws InterruptedException {
    Duration patience =
        Span.parse(timeout)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "--timeout is a time such as 30s or 5m, not " + timeout));
    PrintWriter err = spec.commandLine().getErr();
    try (Management api = Management.connect(management)) {
      Instant deadline = Instant.now().plus(patience);
      String before = "";
      while (true) {
        Subject pool = pool(api);
        Optional<JoinCommandLine> command = JoinCommandLine.read(api, pool, Instant.now());
        if (command.isPresent()) {
          print(command.get());
          return 0;
        }
        String waiting = pool.title() + " has no token yet: " + ready(pool);
        if (!Instant.now().isBefore(deadline)) {
          throw new Failure(
              "%s; `kubectl nestling why nodepool/%s` says more".formatted(waiting, pool.name()));
        }
        if (!waiting.equals(before)) {
          err.println(waiting);
          err.flush();
        }
        before = waiting;
        Thread.sleep(PAUSE);
      }
    }
  }

  private Subject pool(Management api) {
    Reference reference = Reference.parse(name);
    Subject pool =
        new Subjects(api).find(new Reference(Optional.of(Kind.NODE_POOL), reference.name()));
    NodePoolSource.Type type = type(pool.pool().orElseThrow());
    if (type != NodePoolSource.Type.SelfJoin) {
      throw new Failure(pool.title() + otherWay(type));
    }
    return pool;
  }

  private static String otherWay(NodePoolSource.Type type) {
    return switch (type) {
      case Machines ->
          " is of type Machines: the operator installs them; add the machine to spec.source.machines.hosts";
      case FromPool -> " is of type FromPool: it has as many nodes as spec.workers.replicas says";
      case Nodes -> " is of type Nodes: it has nodes of the management cluster, and none joins";
      case SelfJoin -> " is of type SelfJoin";
    };
  }

  private static NodePoolSource.Type type(NodePool pool) {
    return pool.getSpec().source().type();
  }

  private static String ready(Subject pool) {
    return pool.condition(ConditionTypes.READY)
        .map(it -> it.getReason() + ": " + it.getMessage())
        .orElse("no operator has looked at it yet");
  }

  private void print(JoinCommandLine command) {
    spec.commandLine().getOut().println(command.text());
    spec.commandLine().getOut().flush();
    spec.commandLine()
        .getErr()
        .println(
            "Run it as root on each machine; it is good until %s (%s)."
                .formatted(
                    command.expiration(),
                    Span.text(Duration.between(Instant.now(), command.expiration()))));
  }
}
