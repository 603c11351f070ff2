package dev.nestling.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What may stand where somebody presses Tab; a function of the words before.
 *
 * @param words of the command line itself
 * @param names objects of the management cluster
 * @param files whether the shell should offer files
 */
record Candidates(List<String> words, Optional<Names> names, boolean files) {

  /** Objects that commands are about. */
  enum Names {
    CLUSTERS,
    CLUSTERS_AND_POOLS,
    SELF_JOIN_POOLS
  }

  private static final Candidates NONE = new Candidates(List.of(), Optional.empty(), false);

  private static final Map<String, Names> ARGUMENTS =
      Map.of(
          "kubeconfig", Names.CLUSTERS,
          "status", Names.CLUSTERS_AND_POOLS,
          "why", Names.CLUSTERS_AND_POOLS,
          "join", Names.SELF_JOIN_POOLS);

  /**
   * @param root the whole command line
   * @param before the finished words
   * @param unfinished the word at the cursor
   */
  static Candidates of(CommandSpec root, List<String> before, String unfinished) {
    CommandSpec command = root;
    int arguments = 0;
    for (int i = 0; i < before.size(); i++) {
      String word = before.get(i);
      if (word.startsWith("-")) {
        i += takesNext(command, word) ? 1 : 0;
        if (i == before.size()) {
          return values(command.findOption(word));
        }
      } else if (command == root && command.subcommands().containsKey(word)) {
        command = command.subcommands().get(word).getCommandSpec();
      } else {
        arguments++;
      }
    }
    if (unfinished.startsWith("-")) {
      return words(options(command));
    }
    if (command == root) {
      return words(commands(root));
    }
    return arguments > 0 ? NONE : argument(command);
  }

  private static Candidates argument(CommandSpec command) {
    if (command.name().equals("completion")) {
      return words(List.of("bash", "zsh"));
    }
    return new Candidates(List.of(), Optional.ofNullable(ARGUMENTS.get(command.name())), false);
  }

  private static Candidates values(@Nullable OptionSpec option) {
    if (option == null) {
      return NONE;
    }
    List<String> values = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(values::add);
    }
    return new Candidates(
        values, Optional.empty(), values.isEmpty() && option.paramLabel().equals("FILE"));
  }

  private static boolean takesNext(CommandSpec command, String word) {
    OptionSpec option = command.findOption(word);
    return option != null && option.arity().min() > 0;
  }

  private static List<String> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(OptionSpec::longestName)
        .sorted()
        .toList();
  }

  private static List<String> commands(CommandSpec root) {
    return root.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(it -> !it.usageMessage().hidden())
        .map(CommandSpec::name)
        .sorted()
        .toList();
  }

  private static Candidates words(List<String> words) {
    return new Candidates(words, Optional.empty(), false);
  }
}
