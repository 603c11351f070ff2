package dev.nestling.images;

import java.util.List;

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

  /** Called as its first image. */
  String fileName() {
    Image first = images.getFirst();
    return first.name().replace('/', '-') + "-" + first.tag() + ".tar";
  }
}
