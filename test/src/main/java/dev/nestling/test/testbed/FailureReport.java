package dev.nestling.test.testbed;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody wants to see of a namespace in which a test failed; no Secret's content. */
final class FailureReport {
  private static final int LINES = 60;

  private FailureReport() {}

  static String of(Testbed testbed, String namespace) {
    var looks =
        Stream.of(
            List.of("get", "lightclusters,fullclusters", "-o", "yaml"),
            List.of(
                "get", "statefulsets,deployments,pods,services,pvc,networkpolicies", "-o", "wide"),
            List.of("get", "pods", "-o", "yaml"),
            List.of("get", "secrets,configmaps"),
            List.of("get", "events", "--sort-by=.lastTimestamp"),
            logs(),
            previousLogs());
    String objects =
        looks
            .map(
                look ->
                    section("kubectl " + String.join(" ", look), look(testbed, namespace, look)))
            .collect(Collectors.joining());
    return objects + section("the operator's log", attempt(() -> testbed.operator().log(LINES)));
  }

  private static List<String> logs() {
    return List.of(
        "logs",
        "--selector=app.kubernetes.io/managed-by=nestling",
        "--prefix",
        "--all-containers",
        "--max-log-requests=20",
        "--tail=" + LINES,
        "--ignore-errors");
  }

  private static List<String> previousLogs() {
    return Stream.concat(logs().stream(), Stream.of("--previous")).toList();
  }

  private static String look(Testbed testbed, String namespace, List<String> look) {
    var arguments = Stream.concat(Stream.of("--namespace", namespace), look.stream());
    return attempt(() -> testbed.kubectl(arguments.toArray(String[]::new)));
  }

  /** A report that fails would hide the failure that it is about. */
  private static String attempt(java.util.function.Supplier<String> look) {
    try {
      return look.get();
    } catch (RuntimeException e) {
      return e.getMessage() + "\n";
    }
  }

  private static String section(String title, String text) {
    return "==== " + title + "\n" + text;
  }
}
