package dev.nestling.images.archive;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** Writes images as OCI layout archives that containerd imports under their full names. */
public final class ArchiveWriter {
  private final String registry;
  private final Architecture architecture;
  private final Path output;
  private final Path cache;

  public ArchiveWriter(String registry, Architecture architecture, Path output, Path cache) {
    this.registry = registry;
    this.architecture = architecture;
    this.output = output;
    this.cache = cache;
  }

  /** Writes the archive and returns its file; an older one is replaced in one step. */
  public Path write(Archive archive) throws IOException, InterruptedException {
    Files.createDirectories(output);
    Path work = Files.createTempDirectory(output, ".image-");
    try {
      OciLayout layout = new OciLayout(Files.createDirectory(work.resolve("layout")));
      for (Image image : archive.images()) {
        Path assembled = work.resolve("assembled.tar");
        assemble(image, assembled);
        layout.add(assembled, image.reference(registry), image.links());
        Files.delete(assembled);
      }
      Path written = work.resolve("written.tar");
      layout.write(written);
      Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
      return Files.move(
          written, output.resolve(archive.fileName()), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Commands.run(output, List.of("rm", "-rf", work.toAbsolutePath().toString()));
    }
  }

  private void assemble(Image image, Path archive) throws IOException, InterruptedException {
    try {
      ImageReference reference = ImageReference.parse(image.reference(registry));
      JibContainerBuilder builder =
          image.base().isPresent() ? Jib.from(image.base().get()) : Jib.fromScratch();
      builder
          .setFormat(ImageFormat.OCI)
          .setPlatforms(Set.of(new Platform(architecture.goName(), "linux")))
          .setCreationTime(Instant.EPOCH)
          .setFileEntriesLayers(image.layers())
          .setEntrypoint(image.entrypoint())
          .setUser(image.user())
          .setLabels(Labels.of(image).asMap())
          .setEnvironment(new TreeMap<>(image.environment()))
          .containerize(
              Containerizer.to(TarImage.at(archive).named(reference))
                  .setOfflineMode(image.base().isEmpty())
                  .setToolName("nestling")
                  .setBaseImageLayersCache(cache.resolve("base-layers"))
                  .setApplicationLayersCache(cache.resolve("layers")));
    } catch (InvalidImageReferenceException
        | CacheDirectoryCreationException
        | RegistryException
        | ExecutionException e) {
      throw new IOException("assembling " + image.name() + ": " + e.getMessage(), e);
    }
  }
}
