package dev.nestling.images.bill;

import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Labels;
import dev.nestling.images.parts.Part;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;

/**
 * Writes what an image is made of in CycloneDX's words. The same image gives the same text: it has
 * no time and no serial number, and everything is in the order of the parts' addresses.
 */
public final class BillOfMaterials {
  private BillOfMaterials() {}

  /** JSON of CycloneDX 1.6. */
  static String json(Image image, Labels labels, Collection<Part> parts) {
    Bom bom = new Bom();
    Component container = container(image, labels);
    Metadata metadata = new Metadata();
    metadata.setTimestamp(null);
    metadata.setComponent(container);
    bom.setMetadata(metadata);
    bom.setComponents(withParts(parts).values().stream().map(BillOfMaterials::component).toList());
    bom.addDependency(dependency(container.getBomRef(), parts));
    for (Part part : parts) {
      if (!part.parts().isEmpty()) {
        bom.addDependency(dependency(part.address(), part.parts()));
      }
    }
    try {
      return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n";
    } catch (GeneratorException e) {
      throw new IllegalStateException("the parts of " + image.name() + ": " + e.getMessage(), e);
    }
  }

  private static Component container(Image image, Labels labels) {
    Component container = new Component();
    container.setType(Component.Type.CONTAINER);
    container.setBomRef(image.name() + ":" + image.tag());
    container.setName(image.name());
    container.setVersion(image.tag());
    container.setDescription(labels.description());
    License license = new License();
    license.setId(labels.license());
    LicenseChoice licenses = new LicenseChoice();
    licenses.addLicense(license);
    container.setLicenses(licenses);
    return container;
  }

  private static SortedMap<String, Part> withParts(Collection<Part> parts) {
    SortedMap<String, Part> all = new TreeMap<>();
    for (Part part : parts) {
      all.put(part.address(), part);
      part.parts().forEach(inner -> all.putIfAbsent(inner.address(), inner));
    }
    return all;
  }

  private static Component component(Part part) {
    Component component = new Component();
    component.setType(part.type());
    component.setBomRef(part.address());
    component.setPurl(part.address());
    if (!part.group().isEmpty()) {
      component.setGroup(part.group());
    }
    component.setName(part.name());
    component.setVersion(part.version());
    return component;
  }

  private static Dependency dependency(String of, Collection<Part> on) {
    Dependency dependency = new Dependency(of);
    on.stream()
        .map(Part::address)
        .sorted()
        .distinct()
        .forEach(address -> dependency.addDependency(new Dependency(address)));
    return dependency;
  }
}
