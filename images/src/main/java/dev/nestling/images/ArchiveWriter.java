package dev.nestling.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes images as OCI layout archives that containerd imports under their full names. */
final class ArchiveWriter {
  /** The annotation that {@code ctr images import} takes the name from. */
  private static final String NAME_ANNOTATION = "io.containerd.image.name";

  private static final String INDEX = "index.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String registry;
  private final Architecture architecture;
  private final Path output;
  private final Path cache;

  ArchiveWriter(String registry, Architecture architecture, Path output, Path cache) {
    this.registry = registry;
    this.architecture = architecture;
    this.output = output;
    this.cache = cache;
  }

  /** Writes the image and returns its archive; an older one is replaced in one step. */
  Path write(Image image) throws IOException, InterruptedException {
    Files.createDirectories(output);
    Path plain = Files.createTempFile(output, ".image-", ".tar");
    Path named = Files.createTempFile(output, ".image-", ".tar");
    try {
      assemble(image, plain);
      annotate(plain, named, image.reference(registry));
      Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rw-r--r--"));
      return Files.move(
          named, output.resolve(image.fileName()), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(plain);
      Files.deleteIfExists(named);
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

  /** Copies the archive; the index's one manifest gets the image's full name. */
  private static void annotate(Path from, Path to, String reference) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        TarArchiveInputStream entries = new TarArchiveInputStream(in);
        OutputStream out = Files.newOutputStream(to);
        TarArchiveOutputStream copies = new TarArchiveOutputStream(out)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        TarArchiveEntry copy = new TarArchiveEntry(entry.getName());
        if (entry.getName().equals(INDEX)) {
          byte[] index = withName(entries.readAllBytes(), reference);
          copy.setSize(index.length);
          put(copies, copy);
          copies.write(index);
        } else {
          copy.setSize(entry.getSize());
          put(copies, copy);
          entries.transferTo(copies);
        }
        copies.closeArchiveEntry();
      }
    }
  }

  private static void put(TarArchiveOutputStream archive, TarArchiveEntry entry)
      throws IOException {
    entry.setModTime(0);
    archive.putArchiveEntry(entry);
  }

  private static byte[] withName(byte[] index, String reference) throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(index);
    for (var manifest : root.withArray("manifests")) {
      ((ObjectNode) manifest).withObject("/annotations").put(NAME_ANNOTATION, reference);
    }
    return JSON.writeValueAsBytes(root);
  }
}
