package dev.nestling.kubectl;

import dev.nestling.kubectl.management.Management;
import dev.nestling.kubectl.management.ManagementOptions;
import dev.nestling.kubectl.picture.Picture;
import dev.nestling.kubectl.picture.PictureReader;
import dev.nestling.kubectl.picture.Reference;
import dev.nestling.kubectl.text.Paint;
import dev.nestling.kubectl.why.Answer;
import dev.nestling.kubectl.why.Causes;
import dev.nestling.kubectl.why.Guide;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code why}. */
@Command(
    name = "why",
    header = "Say why a cluster, or a node pool, is not ready, and what to do.",
    description = {
      "From Ready down to the pod or the event that explains it.",
      "It reads what the ClusterRole view lets you read, and no Secret."
    },
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  kubectl nestling why edge",
      "  kubectl nestling why nodepool/workers -n team-a"
    })
final class WhyCommand implements Callable<Integer> {
  private final Paint paint;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ManagementOptions management = new ManagementOptions();

  @Mixin HelpOptions help = new HelpOptions();

  @Parameters(paramLabel = "NAME|KIND/NAME", description = "The cluster, or nodepool/NAME.")
  String name = "";

  WhyCommand(Paint paint) {
    this.paint = paint;
  }

  @Override
  public Integer call() {
    Reference wanted = Reference.parse(name);
    PrintWriter out = spec.commandLine().getOut();
    try (Management api = Management.connect(management)) {
      Picture picture = new PictureReader(api).read(wanted, true);
      Causes.Found found = new Causes(Guide.load(), Instant.now()).of(picture);
      new Answer(picture, found, paint).lines().forEach(out::println);
    }
    return 0;
  }
}
