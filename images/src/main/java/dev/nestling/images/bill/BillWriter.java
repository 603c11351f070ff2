package dev.nestling.images.bill;

import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the bills of materials of images beside their archives. */
public final class BillWriter {
  private final Contents contents;
  private final Path output;

  public BillWriter(Contents contents, Path output) {
    this.contents = contents;
    this.output = output;
  }

  /** Writes the file of each image of an archive; an older one is replaced in one step. */
  public void write(Archive archive) throws IOException, InterruptedException {
    Files.createDirectories(output);
    for (Image image : archive.images()) {
      String name = image.fileName() + ".cdx.json";
      String bill = BillOfMaterials.json(image, Labels.of(image), contents.of(image));
      Path written = Files.writeString(output.resolve("." + name), bill);
      Files.move(written, output.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
