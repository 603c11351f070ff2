package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.Command;
import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever assembles the images of one build gets the same bytes. */
@Tag("e2e")
@Tag("long")
class ReproducibleImagesTest {
  private final Repository repository = Repository.find();

  @TempDir private Path directory;

  @Test
  void twoAssembliesAreTheSameEvenWithAnotherJavaRuntime() throws IOException {
    String first = digests(assembled("first"));
    forgetJavaRuntime();
    String second = digests(assembled("second"));

    assertThat(first).contains("nestlet-", "lightcluster-operator-", "cluster-operator-");
    assertThat(second).isEqualTo(first);
  }

  private Path assembled(String name) {
    Path out = directory.resolve(name);
    Command.run(
        List.of(repository.root().resolve("hack/images").toString()), "--out", out.toString());
    return out;
  }

  /** The assembly keeps the runtime that it linked; without it, it links another. */
  private void forgetJavaRuntime() throws IOException {
    try (var cache = Files.list(repository.root().resolve("images/target/cache"))) {
      cache
          .filter(entry -> entry.getFileName().toString().startsWith("java-"))
          .forEach(runtime -> Command.run(List.of("rm", "-rf", runtime.toString())));
    }
  }

  private static String digests(Path archives) {
    String[] names = archives.toFile().list();
    assertThat(names).isNotEmpty();
    return Arrays.stream(names)
        .sorted()
        .map(name -> Command.run(List.of("sha256sum", "--tag"), archives.resolve(name).toString()))
        .map(line -> line.replace(archives.toString(), ""))
        .reduce("", String::concat);
  }
}
