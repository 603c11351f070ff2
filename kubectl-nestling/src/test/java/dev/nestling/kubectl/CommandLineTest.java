package dev.nestling.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.kubectl.text.Paint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What goes wrong before any cluster is asked. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path directory;

  CommandLineTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubeconfig", "join", "status", "why", "completion", "version"})
  void everyCommandHasHelpWithAnExample(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: kubectl nestling " + command, "Example");
  }

  @Test
  void nothingIsAMistake() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString())
        .contains("Commands:", "kubeconfig  Print the kubeconfig of a cluster, or merge it");
    assertThat(err.toString()).doesNotContain("__complete");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status|NAME",
        "status a b|Unmatched argument",
        "sttus a|Unmatched argument",
        "kubeconfig a --switch|--switch and --as-context are for --merge",
        "kubeconfig a --merge -o b|exclude each other",
        "kubeconfig a --user b|--user and --group are for --duration",
        "kubeconfig a --duration 5m|at least 10m",
        "kubeconfig a --duration soon|a time such as 1h or 30m, not soon",
        "join a --timeout soon|--timeout is a time",
        "completion fish|fish",
      })
  void mistakesAreNamed(String words, String message) {
    assertThat(run(words.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ").contains(message, "--help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aNameBehindMergeIsTheClusters() {
    KubeconfigCommand parsed = parsed("kubeconfig", "--merge", "edge");
    assertThat(parsed.merge).isEmpty();
    assertThat(parsed.name).isEqualTo("edge");

    KubeconfigCommand attached = parsed("kubeconfig", "--merge=file", "edge", "--switch");
    assertThat(attached.merge).isEqualTo("file");
    assertThat(parsed("kubeconfig", "edge", "--merge").merge).isEmpty();
    assertThat(parsed("kubeconfig", "edge").merge).isNull();
  }

  @Test
  void aContextThatIsNotThereIsNamedWithThoseThatAre() throws IOException {
    Path kubeconfig = kubeconfig("https://127.0.0.1:1");

    assertThat(run("status", "a", "--kubeconfig", kubeconfig.toString(), "--context", "b"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("there is no context b").contains("there are: here");
  }

  @Test
  void aClusterThatDoesNotAnswerIsSaidInOneSentence() throws IOException {
    Path kubeconfig = kubeconfig("https://127.0.0.1:1");

    assertThat(run("status", "a", "--kubeconfig", kubeconfig.toString())).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .startsWith(
            "error: the management cluster does not answer at https://127.0.0.1:1 (the connection is refused)");
    assertThat(run("status", "a", "-v", "--kubeconfig", kubeconfig.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("\tat dev.nestling.kubectl");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    String missing = directory.resolve("missing").toString();

    assertThat(run("why", "a", "--kubeconfig", missing)).isEqualTo(1);
    assertThat(err.toString()).contains("kubeconfig can't be read").contains(missing);
  }

  @Test
  void whatPressesTabNeverFails() {
    String missing = directory.resolve("missing").toString();

    assertThat(run("__complete", "status", "--kubeconfig", missing, "")).isZero();
    assertThat(out.toString()).isEqualTo(":4\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void optionsAreCompletedWhereverTheyStand() {
    assertThat(run("__complete", "kubeconfig", "edge", "--")).isZero();
    assertThat(out.toString()).contains("--merge\n", "--duration\n").endsWith(":4\n");
  }

  @Test
  void theShellsScriptKnowsTheCommands() {
    assertThat(run("completion", "bash")).isZero();
    assertThat(out.toString()).contains("complete -F _complete_kubectl-nestling", "kubeconfig");
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(run("version")).isZero();
    assertThat(out.toString().strip()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  private Path kubeconfig(String server) throws IOException {
    return Files.writeString(
        directory.resolve("config"),
        """
        current-context: here
        clusters: [{name: here, cluster: {server: %s}}]
        users: [{name: me, user: {token: t}}]
        contexts: [{name: here, context: {cluster: here, user: me}}]
        """
            .formatted(server));
  }

  private static KubeconfigCommand parsed(String... words) {
    CommandLine line = NestlingCommand.line(Paint.PLAIN);
    return (KubeconfigCommand)
        line.parseArgs(words).subcommand().commandSpec().commandLine().getCommand();
  }

  private int run(String... words) {
    return NestlingCommand.line(Paint.PLAIN)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }
}
