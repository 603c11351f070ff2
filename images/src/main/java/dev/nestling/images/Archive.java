package dev.nestling.images;

import java.util.List;
import java.util.Optional;

/**
 * Images that share a file because they share layers, which are in it once: a node reads every
 * archive when it starts.
 */
record Archive(List<Image> images) {
  Archive {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("an archive needs an image");
    }
    images = List.copyOf(images);
  }

  static Archive of(Image image) {
    return new Archive(List.of(image));
  }

  /** Of the image under those of its names that are wanted; none is no archive. */
  static Optional<Archive> of(Image image, List<String> names, Arguments arguments) {
    List<Image> images = names.stream().filter(arguments::wants).map(image::named).toList();
    return images.isEmpty() ? Optional.empty() : Optional.of(new Archive(images));
  }

  /** Called as its first image. */
  String fileName() {
    return images.getFirst().fileName() + ".tar";
  }
}
