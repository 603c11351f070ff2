package dev.nestling.kubectl.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.kubectl.management.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigFilesTest {
  private final Merge merge = new Merge(Entries.edge(), false);
  private final Path home;

  KubeconfigFilesTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void theDefaultIsMadeWithItsDirectoryForItsOwnerAlone() throws IOException {
    Path file = KubeconfigFiles.ofKubectl(Optional.empty(), Map.of(), home).merge(merge);

    assertThat(file).isEqualTo(home.resolve(".kube/config")).content().contains("team-a-edge");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.list(home.resolve(".kube"))).containsExactly(file);
  }

  @Test
  void theFirstFileThatIsThereIsWritten() throws IOException {
    Path second = Files.writeString(home.resolve("second"), "");

    assertThat(listed("first", "second", "third").merge(merge)).isEqualTo(second);
    assertThat(home.resolve("first")).doesNotExist();
  }

  @Test
  void theFileThatHasTheEntryIsWritten() throws IOException {
    Files.writeString(home.resolve("first"), "");
    Path second = home.resolve("second");
    new KubeconfigFiles(List.of(second)).merge(merge);

    assertThat(listed("first", "second").merge(merge)).isEqualTo(second);
    assertThat(home.resolve("first")).isEmptyFile();
  }

  @Test
  void aNameThatAnotherFileOfTheListHasIsTaken() throws IOException {
    Files.writeString(home.resolve("first"), "");
    Files.writeString(home.resolve("second"), "users:\n- {name: team-a-edge, user: {token: t}}\n");

    assertThatThrownBy(() -> listed("first", "second").merge(merge))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("second was left as it is")
        .hasMessageContaining("--as-context");
    assertThat(home.resolve("first")).isEmptyFile();
  }

  @Test
  void aSymbolicLinkStaysOne() throws IOException {
    Path real = Files.writeString(home.resolve("real"), "");
    Path link = Files.createSymbolicLink(home.resolve("link"), real);

    new KubeconfigFiles(List.of(link)).merge(merge);

    assertThat(link).isSymbolicLink();
    assertThat(real).content().contains("team-a-edge");
  }

  @Test
  void aFileThatIsBeingChangedIsNotChanged() throws IOException {
    Path file = Files.writeString(home.resolve("config"), "");
    Files.writeString(home.resolve("config.lock"), "");

    assertThatThrownBy(() -> new KubeconfigFiles(List.of(file)).merge(merge))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("config.lock");
    assertThat(file).isEmptyFile();
    assertThat(home.resolve("config.lock")).exists();
  }

  @Test
  void aFileThatCannotBeEditedStaysAsItIs() throws IOException {
    Path file = Files.writeString(home.resolve("config"), "- a list\n");

    assertThatThrownBy(() -> new KubeconfigFiles(List.of(file)).merge(merge))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("it is no kubeconfig");
    assertThat(file).hasContent("- a list\n");
    assertThat(Files.list(home)).containsExactly(file);
  }

  @Test
  void anExplicitFileIsTheOnlyOne() {
    assertThat(
            KubeconfigFiles.ofKubectl(
                    Optional.of(Path.of("mine")), Map.of("KUBECONFIG", "a:b"), home)
                .files())
        .containsExactly(Path.of("mine"));
    assertThat(
            KubeconfigFiles.ofKubectl(Optional.empty(), Map.of("KUBECONFIG", "a:b"), home).files())
        .containsExactly(Path.of("a"), Path.of("b"));
  }

  private KubeconfigFiles listed(String... names) {
    return new KubeconfigFiles(List.of(names).stream().map(home::resolve).toList());
  }
}
