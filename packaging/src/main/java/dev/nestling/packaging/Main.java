package dev.nestling.packaging;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what a release consists of beside its images: one file for kubectl, and the chart. */
public final class Main {
  private static final int USAGE = 64;

  private Main() {}

  /**
   * @param args the checkout, and the directory to write to
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    if (args.length != 2) {
      System.err.println("arguments: the checkout, and the directory to write to");
      return USAGE;
    }
    try {
      Project project = Project.read(Path.of(args[0]).toAbsolutePath().normalize());
      Path out = Files.createDirectories(Path.of(args[1]));
      Path file = out.resolve("install.yaml");
      Files.writeString(file, InstallManifest.of(project));
      System.out.println(file);
      new Helm(project.root().resolve(HelmChart.DIRECTORY)).packageIt().withDestination(out).call();
      System.out.println(out.resolve("nestling-" + project.version() + ".tgz"));
      return 0;
    } catch (IllegalArgumentException
        | IllegalStateException
        | IOException
        | UncheckedIOException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }
}
