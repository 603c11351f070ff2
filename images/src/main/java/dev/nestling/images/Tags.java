package dev.nestling.images;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;

/**
 * The versions that images are tagged with: those of the add-ons are read from the same file by
 * {@code nestlet up}.
 */
final class Tags {
  private final Properties tags;

  private Tags(Properties tags) {
    this.tags = tags;
  }

  static Tags load() throws IOException {
    Properties tags = new Properties();
    for (String resource : new String[] {"/images.properties", "/project.properties"}) {
      try (InputStream in =
          Objects.requireNonNull(Tags.class.getResourceAsStream(resource), resource)) {
        tags.load(in);
      }
    }
    return new Tags(tags);
  }

  String of(String image) {
    String tag = tags.getProperty(image);
    if (tag == null) {
      throw new IllegalArgumentException("no tag for the image " + image);
    }
    return tag;
  }

  /** Of everything that is built from the project's checkout. */
  String projectVersion() {
    return of(OperatorImage.NAMES.getFirst());
  }
}
