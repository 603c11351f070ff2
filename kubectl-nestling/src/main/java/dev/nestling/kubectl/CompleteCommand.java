package dev.nestling.kubectl;

import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.kubectl.management.Failure;
import dev.nestling.kubectl.management.Management;
import dev.nestling.kubectl.management.ManagementOptions;
import dev.nestling.kubectl.picture.Kind;
import dev.nestling.kubectl.picture.Subjects;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * What kubectl asks, by way of {@code kubectl_complete-nestling}, when somebody presses Tab: the
 * words so far, the last of them unfinished. Answered with a word a line, and a line that tells the
 * shell what to do besides.
 */
@Command(name = "__complete", hidden = true)
final class CompleteCommand implements Callable<Integer> {
  private static final String NO_FILES = ":4";
  private static final String FILES = ":0";

  @Spec CommandSpec spec = CommandSpec.create();

  @Unmatched List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<String> known = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
    String unfinished = words.isEmpty() ? "" : words.getLast();
    Candidates candidates = Candidates.of(spec.root(), known, unfinished);
    List<String> all = new ArrayList<>(candidates.words());
    candidates.names().ifPresent(wanted -> all.addAll(names(wanted, known)));
    all.stream().filter(word -> word.startsWith(unfinished)).forEach(out::println);
    out.println(candidates.files() ? FILES : NO_FILES);
    out.flush();
    return 0;
  }

  /** Silence is the best answer to somebody who only pressed Tab. */
  private static List<String> names(Candidates.Names wanted, List<String> known) {
    ManagementOptions options = new ManagementOptions();
    new CommandLine(options)
        .setUnmatchedArgumentsAllowed(true)
        .parseArgs(known.toArray(String[]::new));
    try (Management api = Management.connect(options)) {
      Subjects subjects = new Subjects(api);
      return switch (wanted) {
        case CLUSTERS -> bare(subjects.names(List.of(Kind.LIGHT_CLUSTER, Kind.FULL_CLUSTER)));
        case CLUSTERS_AND_POOLS -> {
          List<String> names =
              new ArrayList<>(bare(subjects.names(List.of(Kind.LIGHT_CLUSTER, Kind.FULL_CLUSTER))));
          names.addAll(subjects.names(List.of(Kind.NODE_POOL)));
          yield names;
        }
        case SELF_JOIN_POOLS -> subjects.pools(NodePoolSource.Type.SelfJoin);
      };
    } catch (Failure e) {
      return List.of();
    }
  }

  private static List<String> bare(List<String> names) {
    return names.stream().map(name -> name.substring(name.indexOf('/') + 1)).distinct().toList();
  }
}
