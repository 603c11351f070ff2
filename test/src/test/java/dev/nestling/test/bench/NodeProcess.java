package dev.nestling.test.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program that makes a nested worker node what it is, with its memory in MiB.
 *
 * @param resident all of it, file pages included, which nodes on one machine share
 * @param anonymous what is its alone
 */
record NodeProcess(String name, long resident, long anonymous) {
  private static final int KIB_PER_MIB = 1024;

  /** Of nested nodes there are pods' and machines'; the embedded cluster's own has another file. */
  private static final String AGENT = "agent --config";

  private static final List<String> CONFIGURATIONS = List.of("/etc/nestling/");

  /** All that run on this machine now: agents, what started them and what they started. */
  static List<NodeProcess> all() {
    return ProcessHandle.allProcesses()
        .filter(NodeProcess::isAgent)
        .flatMap(
            agent ->
                Stream.concat(
                    Stream.concat(
                        agent.parent().filter(it -> command(it).contains("nodeinit")).stream(),
                        Stream.of(agent)),
                    agent.children()))
        .map(NodeProcess::of)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(NodeProcess::name))
        .toList();
  }

  private static boolean isAgent(ProcessHandle process) {
    String command = command(process).replace("--config=", "--config ");
    return command.contains(AGENT)
        && command.split(" ")[0].endsWith("nestlet")
        && CONFIGURATIONS.stream().anyMatch(command::contains);
  }

  private static Optional<NodeProcess> of(ProcessHandle process) {
    try {
      long resident = 0;
      long anonymous = 0;
      for (String line :
          Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
        if (line.startsWith("VmRSS:")) {
          resident = kibibytes(line);
        } else if (line.startsWith("RssAnon:")) {
          anonymous = kibibytes(line);
        }
      }
      String program = command(process).split(" ")[0];
      return Optional.of(
          new NodeProcess(
              program.substring(program.lastIndexOf('/') + 1),
              resident / KIB_PER_MIB,
              anonymous / KIB_PER_MIB));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private static long kibibytes(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  private static String command(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .replace('\0', ' ');
    } catch (IOException ended) {
      return "";
    } catch (UncheckedIOException unreadable) {
      return "";
    }
  }
}
