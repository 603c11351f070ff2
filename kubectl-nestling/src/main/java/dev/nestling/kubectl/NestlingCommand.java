package dev.nestling.kubectl;

import static java.util.Objects.requireNonNull;

import dev.nestling.kubectl.management.Failure;
import dev.nestling.kubectl.text.Paint;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that all others are part of. */
@Command(
    name = "kubectl nestling",
    header = "What is tedious to do by hand with clusters of Nestling and their node pools.",
    synopsisHeading = "%nUsage: ",
    parameterListHeading = "%nArguments:%n",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    subcommands = {
      KubeconfigCommand.class,
      JoinCommand.class,
      StatusCommand.class,
      WhyCommand.class,
      CompletionCommand.class,
      CompleteCommand.class,
      VersionCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  kubectl nestling status edge",
      "  kubectl nestling kubeconfig edge --merge --switch",
      "",
      "kubectl nestling COMMAND --help says more about each."
    })
public final class NestlingCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin HelpOptions help;

  NestlingCommand() {
    help = new HelpOptions();
    spec = CommandSpec.create();
  }

  /**
   * The whole command line; what it prints goes to its own writers.
   *
   * @param paint for what the commands print, and for help
   */
  public static CommandLine line(Paint paint) {
    CommandLine line = new CommandLine(new NestlingCommand(), new Painted(paint));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(paint == Paint.ANSI ? Ansi.ON : Ansi.OFF));
    line.setExpandAtFiles(false);
    requireNonNull(line.getSubcommands().get("__complete")).setEndOfOptionsDelimiter("\0");
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(NestlingCommand::misused);
    line.setExecutionExceptionHandler((e, failed, parsed) -> failed(e, failed));
    return line;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    line.getErr().println("error: " + e.getMessage());
    line.getErr()
        .println("See `" + line.getCommandSpec().qualifiedName() + " --help` for what it takes.");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine line) {
    boolean verbose =
        line.getCommandSpec().findOption("-v") != null
            && Boolean.TRUE.equals(line.getCommandSpec().findOption("-v").getValue());
    line.getErr().println("error: " + sentence(e));
    if (verbose) {
      e.printStackTrace(line.getErr());
    } else if (!(e instanceof Failure)) {
      line.getErr().println("That was not foreseen; -v shows where it happened.");
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String sentence(Exception e) {
    return switch (e) {
      case Failure failure -> failure.sentence();
      case KubernetesClientException client -> String.valueOf(client.getMessage());
      default -> e.toString();
    };
  }
}
