package dev.nestling.images.bill;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import dev.nestling.images.archive.Image;
import dev.nestling.images.parts.DebianPackages;
import dev.nestling.images.parts.FileKind;
import dev.nestling.images.parts.GoPrograms;
import dev.nestling.images.parts.JavaArchive;
import dev.nestling.images.parts.JavaRuntime;
import dev.nestling.images.parts.PackedFiles;
import dev.nestling.images.parts.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cyclonedx.model.Component;

/**
 * Says of what parts an image consists, by asking of each file of its layers where it comes from:
 * those of archives too. What is neither a program nor a library may be ours without further words;
 * of these, each has to be explained.
 */
public final class Contents {
  private final DebianPackages packages;
  private final GoPrograms programs;

  public Contents(DebianPackages packages, GoPrograms programs) {
    this.packages = packages;
    this.programs = programs;
  }

  /**
   * The parts of an image, each once, in the order of their addresses.
   *
   * @throws IllegalStateException if nothing says where a program or a library comes from
   */
  public Collection<Part> of(Image image) throws IOException, InterruptedException {
    Found found = new Found(image.name());
    if (image.base().isPresent()) {
      found.add(List.of(base(image.base().get())));
    }
    List<FileEntry> files =
        image.layers().stream()
            .map(FileEntriesLayer::getEntries)
            .flatMap(List::stream)
            .filter(entry -> Files.isRegularFile(entry.getSourceFile()))
            .toList();
    for (FileEntry file : files) {
      found.addRuntime(file.getSourceFile());
    }
    for (FileEntry file : files) {
      found.addFile(file.getSourceFile(), file.getExtractionPath().toString());
    }
    return found.parts.values();
  }

  /** What the image of others is made of is for them to say. */
  private static Part base(String reference) {
    try {
      ImageReference base = ImageReference.parse(reference);
      String repository = base.getRegistry() + "/" + base.getRepository();
      String version = base.getDigest().or(base::getTag).orElse("latest");
      String name = repository.substring(repository.lastIndexOf('/') + 1);
      return new Part(
          Component.Type.CONTAINER,
          "",
          repository,
          version,
          Part.address("oci", null, name, version, Map.of("repository_url", repository), null),
          List.of());
    } catch (InvalidImageReferenceException e) {
      throw new IllegalStateException(reference + " is no name of an image", e);
    }
  }

  /** What was found so far of one image. */
  private final class Found {
    private final String image;
    private final Map<String, Part> parts = new TreeMap<>();
    private final Set<Path> runtimes = new HashSet<>();

    Found(String image) {
      this.image = image;
    }

    void add(List<Part> more) {
      more.forEach(part -> parts.put(part.address(), part));
    }

    void addRuntime(Path file) throws IOException {
      Optional<Path> directory = JavaRuntime.directory(file);
      if (directory.isPresent()) {
        runtimes.add(directory.get());
        add(List.of(JavaRuntime.part(directory.get())));
      }
    }

    void addFile(Path file, String name) throws IOException, InterruptedException {
      if (runtimes.stream().anyMatch(file.toAbsolutePath()::startsWith)) {
        return;
      }
      Optional<Part> owner = packages.owner(file);
      if (owner.isPresent()) {
        add(List.of(owner.get()));
        return;
      }
      switch (FileKind.of(file, name)) {
        case PROGRAM -> add(List.of(program(file, name)));
        case JAR -> add(JavaArchive.parts(file, name));
        case TAR, GZIP -> PackedFiles.visit(file, name, this::addFile);
        case OTHER -> {}
      }
    }

    private Part program(Path file, String name) throws IOException, InterruptedException {
      return programs
          .program(file)
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "%s of the image %s is a program, and nothing says where it comes from: it is neither of a Debian package nor Go's with the names of its modules"
                          .formatted(name, image)));
    }
  }
}
