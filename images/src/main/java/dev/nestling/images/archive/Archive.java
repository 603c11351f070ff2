package dev.nestling.images.archive;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Images that share a file because they share layers, which are in it once: a node reads every
 * archive when it starts.
 */
public record Archive(List<Image> images) {
  public Archive {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("an archive needs an image");
    }
    images = List.copyOf(images);
  }

  public static Archive of(Image image) {
    return new Archive(List.of(image));
  }

  /** Of the image under those of its names that are wanted; none is no archive. */
  public static Optional<Archive> of(Image image, List<String> names, Predicate<String> wanted) {
    List<Image> images = names.stream().filter(wanted).map(image::named).toList();
    return images.isEmpty() ? Optional.empty() : Optional.of(new Archive(images));
  }

  /** Called as its first image. */
  public String fileName() {
    return images.getFirst().fileName() + ".tar";
  }
}
