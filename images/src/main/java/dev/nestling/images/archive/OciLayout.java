package dev.nestling.images.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Several images in a directory of blobs, where equal layers are one blob. */
final class OciLayout {
  /** The annotation that {@code ctr images import} takes the name from. */
  private static final String NAME_ANNOTATION = "io.containerd.image.name";

  private static final String LINKS_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String INDEX = "index.json";
  private static final String VERSION = "oci-layout";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final List<ObjectNode> manifests = new ArrayList<>();

  /** An empty layout in an empty directory. */
  OciLayout(Path directory) {
    this.directory = directory;
  }

  /** Adds the one image of an archive under its full name, with the links as its lowest layer. */
  void add(Path archive, String reference, Map<String, String> links) throws IOException {
    unpack(archive);
    Path index = directory.resolve(INDEX);
    ObjectNode manifest =
        (ObjectNode) JSON.readTree(Files.readAllBytes(index)).path("manifests").get(0);
    if (!links.isEmpty()) {
      addLayer(manifest, new LinkLayer(links));
    }
    manifest.withObject("/annotations").put(NAME_ANNOTATION, reference);
    manifests.add(manifest);
  }

  private void unpack(Path archive) throws IOException {
    try (InputStream in = Files.newInputStream(archive);
        TarArchiveInputStream entries = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        if (entry.getName().equals(INDEX) || !Files.exists(file)) {
          Files.createDirectories(file.getParent());
          Files.copy(entries, file, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** The descriptor then leads to a manifest with one more layer, the lowest. */
  private void addLayer(ObjectNode descriptor, LinkLayer layer) throws IOException {
    ObjectNode manifest = read(descriptor);
    ObjectNode config = read(manifest.path("config"));
    config.withObject("/rootfs").withArray("diff_ids").insert(0, digest(layer.tar()));
    config
        .withArray("history")
        .insertObject(0)
        .put("created", config.path("created").asText())
        .put("comment", "links");
    store(config, manifest.withObject("/config"));
    ObjectNode links = manifest.withArray("layers").insertObject(0).put("mediaType", LINKS_TYPE);
    store(layer.compressed(), links);
    store(manifest, descriptor);
  }

  private ObjectNode read(JsonNode descriptor) throws IOException {
    return (ObjectNode) JSON.readTree(Files.readAllBytes(directory.resolve(path(descriptor))));
  }

  private void store(ObjectNode content, ObjectNode descriptor) throws IOException {
    store(JSON.writeValueAsBytes(content), descriptor);
  }

  private void store(byte[] content, ObjectNode descriptor) throws IOException {
    descriptor.put("digest", digest(content)).put("size", content.length);
    Files.write(directory.resolve(path(descriptor)), content);
  }

  /** Writes what the images lead to, each blob once, and nothing that was replaced meanwhile. */
  void write(Path archive) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        TarArchiveOutputStream entries = new TarArchiveOutputStream(out)) {
      for (String blob : blobs()) {
        put(entries, blob, directory.resolve(blob));
      }
      put(entries, VERSION, directory.resolve(VERSION));
      Path index = directory.resolve(INDEX);
      ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(index));
      root.putArray("manifests").addAll(manifests);
      put(entries, INDEX, Files.write(index, JSON.writeValueAsBytes(root)));
    }
  }

  private Set<String> blobs() throws IOException {
    Set<String> blobs = new LinkedHashSet<>();
    for (ObjectNode descriptor : manifests) {
      JsonNode manifest = read(descriptor);
      for (JsonNode layer : manifest.path("layers")) {
        blobs.add(path(layer));
      }
      blobs.add(path(manifest.path("config")));
      blobs.add(path(descriptor));
    }
    return blobs;
  }

  private static void put(TarArchiveOutputStream entries, String name, Path file)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(Files.size(file));
    entry.setModTime(0);
    entries.putArchiveEntry(entry);
    Files.copy(file, entries);
    entries.closeArchiveEntry();
  }

  private static String path(JsonNode descriptor) {
    return "blobs/" + descriptor.path("digest").asText().replace(':', '/');
  }

  private static String digest(byte[] content) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
      return "sha256:" + HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
