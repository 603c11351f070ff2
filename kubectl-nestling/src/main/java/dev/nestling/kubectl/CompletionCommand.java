package dev.nestling.kubectl;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}. */
@Command(
    name = "completion",
    header = "Print a script with which a shell completes words.",
    description = {
      "It is for kubectl-nestling. kubectl's own completion completes `kubectl nestling …` without it, as long as kubectl_complete-nestling is in PATH."
    },
    synopsisHeading = "%nUsage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  source <(kubectl nestling completion bash)",
      "  source <(kubectl nestling completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells; both run the same script, zsh as bash. */
  enum Shell {
    bash,
    zsh
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin HelpOptions help = new HelpOptions();

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  Shell shell = Shell.bash;

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .print(AutoComplete.bash("kubectl-nestling", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
