package dev.nestling.kubectl;

import dev.nestling.kubectl.management.Failure;
import dev.nestling.kubectl.management.Management;
import dev.nestling.kubectl.management.ManagementOptions;
import dev.nestling.kubectl.picture.Picture;
import dev.nestling.kubectl.picture.PictureReader;
import dev.nestling.kubectl.picture.PictureTree;
import dev.nestling.kubectl.picture.Reference;
import dev.nestling.kubectl.text.Paint;
import dev.nestling.kubectl.why.Cause;
import dev.nestling.kubectl.why.Causes;
import dev.nestling.kubectl.why.Guide;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code status}. */
@Command(
    name = "status",
    header = "Show a cluster, or a node pool, with everything that belongs to it.",
    description = {
      "Conditions, control plane, etcd, node pools and their nodes, and in the last line what it waits for.",
      "It reads what the ClusterRole view lets you read, and no Secret."
    },
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  kubectl nestling status edge",
      "  kubectl nestling status fullcluster/prod -n team-a --watch",
      "  kubectl nestling status nodepool/workers"
    })
final class StatusCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Paint paint;
  private final Guide guide = Guide.load();

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ManagementOptions management = new ManagementOptions();

  @Mixin HelpOptions help = new HelpOptions();

  @Parameters(paramLabel = "NAME|KIND/NAME", description = "The cluster, or nodepool/NAME.")
  String name = "";

  @Option(
      names = {"-w", "--watch"},
      description = "Show it again whenever something has changed, until Ctrl-C.")
  boolean watch;

  StatusCommand(Paint paint) {
    this.paint = paint;
  }

  @Override
  public Integer call() throws InterruptedException {
    Reference wanted = Reference.parse(name);
    PrintWriter out = spec.commandLine().getOut();
    try (Management api = Management.connect(management)) {
      PictureReader reader = new PictureReader(api);
      List<String> before = List.of();
      do {
        List<String> lines = lines(reader, wanted, before);
        if (!lines.equals(before)) {
          if (watch) {
            out.println(paint == Paint.ANSI ? CLEAR : before.isEmpty() ? "" : "---");
          }
          lines.forEach(out::println);
          out.flush();
        }
        before = lines;
        if (watch) {
          Thread.sleep(PAUSE);
        }
      } while (watch);
    }
    return 0;
  }

  /** Whoever watches wants to go on watching when the API server comes back. */
  private List<String> lines(PictureReader reader, Reference wanted, List<String> before) {
    try {
      return lines(reader.read(wanted, false));
    } catch (Failure e) {
      if (before.isEmpty() || !e.isPassing()) {
        throw e;
      }
      return List.of(paint.bad(e.sentence()));
    }
  }

  private List<String> lines(Picture picture) {
    List<String> lines = new ArrayList<>(new PictureTree(picture, paint).root().lines());
    Causes.Found found = new Causes(guide, Instant.now()).of(picture);
    lines.add(
        found
            .root()
            .map(cause -> "Waits for " + waitsFor(cause))
            .orElse(
                found.beside().isEmpty()
                    ? "Waits for nothing: everything is as it should be."
                    : "Waits for nothing; see `kubectl nestling why %s` about what is marked."
                        .formatted(name)));
    return lines;
  }

  private static String waitsFor(Cause cause) {
    return cause.reason().equals("Stopped") ? "nobody: it is switched off" : cause.line();
  }
}
