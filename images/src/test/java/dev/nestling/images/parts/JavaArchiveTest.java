package dev.nestling.images.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaArchiveTest {
  @TempDir private Path directory;

  @Test
  void aJarSaysWhichArtifactsAreInIt() throws Exception {
    assertThat(
            parts(
                "io.netty.netty-common-4.1.130.Final.jar",
                "io.netty:netty-common:4.1.130.Final",
                "org.jctools:jctools-core:4.0.5"))
        .containsExactly(
            "pkg:maven/io.netty/netty-common@4.1.130.Final",
            "pkg:maven/org.jctools/jctools-core@4.0.5");
    assertThat(parts("cluster-operator-0.1.0.jar", "dev.nestling:cluster-operator:0.1.0"))
        .containsExactly("pkg:maven/dev.nestling/cluster-operator@0.1.0");
  }

  @Test
  void anArtifactThatIsSilentIsWhatItsNameSays() throws Exception {
    assertThat(parts("org.bouncycastle.bcprov-jdk18on-1.83.jar"))
        .containsExactly("pkg:maven/org.bouncycastle/bcprov-jdk18on@1.83");
    assertThat(parts("io.micrometer.micrometer-core-1.16.3.jar"))
        .containsExactly("pkg:maven/io.micrometer/micrometer-core@1.16.3");
  }

  /** Packed into another one, an artifact is not its name. */
  @Test
  void whatIsInASilentArtifactIsPartOfTheImageToo() throws Exception {
    assertThat(parts("org.example.all-in-one-2.0.jar", "com.google.guava:guava:33.0"))
        .containsExactly(
            "pkg:maven/com.google.guava/guava@33.0", "pkg:maven/org.example/all-in-one@2.0");
  }

  @Test
  void whatQuarkusMakesOfTheApplicationIsNoArtifact() throws Exception {
    assertThat(parts("generated-bytecode.jar")).isEmpty();
    assertThat(parts("quarkus-run.jar")).isEmpty();
  }

  @Test
  void aJarThatNothingExplainsIsRefused() {
    assertThatThrownBy(() -> parts("tools.jar"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("/app/lib/tools.jar has neither");
  }

  private List<String> parts(String name, String... artifacts) throws IOException {
    Path jar = directory.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String artifact : artifacts) {
        String[] fields = artifact.split(":", -1);
        out.putNextEntry(
            new ZipEntry("META-INF/maven/%s/%s/pom.properties".formatted(fields[0], fields[1])));
        out.write(
            "groupId=%s\nartifactId=%s\nversion=%s\n"
                .formatted((Object[]) fields)
                .getBytes(StandardCharsets.UTF_8));
      }
      out.putNextEntry(new ZipEntry("Some.class"));
    }
    return JavaArchive.parts(jar, "/app/lib/" + name).stream().map(Part::address).toList();
  }
}
