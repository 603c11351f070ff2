package dev.nestling.images.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What is in an archive, read as a node does: from the index to the blobs, by their digests. */
public final class OciArchive {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, String> manifests = new LinkedHashMap<>();

  private OciArchive() {}

  public static OciArchive read(Path file) throws IOException {
    OciArchive archive = new OciArchive();
    try (InputStream in = Files.newInputStream(file);
        TarArchiveInputStream entries = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry e = entries.getNextEntry(); e != null; e = entries.getNextEntry()) {
        if (archive.files.put(e.getName(), entries.readAllBytes()) != null) {
          throw new IOException(e.getName() + " is twice in " + file);
        }
      }
    }
    for (JsonNode manifest : JSON.readTree(archive.file("index.json")).path("manifests")) {
      archive.manifests.put(
          manifest.path("annotations").path("io.containerd.image.name").asText(),
          manifest.path("digest").asText());
    }
    return archive;
  }

  public String file(String name) {
    return new String(Optional.ofNullable(files.get(name)).orElseThrow(), StandardCharsets.UTF_8);
  }

  /** Full names of the images, in the order of the index. */
  public List<String> names() {
    return List.copyOf(manifests.keySet());
  }

  public long blobs() {
    return files.keySet().stream().filter(name -> name.startsWith("blobs/")).count();
  }

  public JsonNode configuration(String image) throws IOException {
    return JSON.readTree(blob(manifest(image).path("config").path("digest").asText()));
  }

  /** Digests of the layers, the lowest first. */
  public List<String> layers(String image) throws IOException {
    List<String> layers = new ArrayList<>();
    for (JsonNode layer : manifest(image).path("layers")) {
      layers.add(layer.path("digest").asText());
    }
    return layers;
  }

  /** What each symbolic link of a layer leads to. */
  public Map<String, String> links(String image, int layer) throws IOException {
    Map<String, String> links = new TreeMap<>();
    for (TarArchiveEntry entry : entries(image, layer)) {
      if (entry.isSymbolicLink()) {
        links.put(entry.getName(), entry.getLinkName());
      }
    }
    return links;
  }

  public List<String> paths(String image, int layer) throws IOException {
    return entries(image, layer).stream().map(TarArchiveEntry::getName).toList();
  }

  /** The entries of a layer, which unpacked must be what the configuration says. */
  private List<TarArchiveEntry> entries(String image, int layer) throws IOException {
    byte[] tar;
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(blob(layers(image).get(layer))))) {
      tar = in.readAllBytes();
    }
    String digest = configuration(image).path("rootfs").path("diff_ids").get(layer).asText();
    if (!digest.equals(digest(tar))) {
      throw new IOException("layer " + layer + " of " + image + " is not " + digest);
    }
    List<TarArchiveEntry> entries = new ArrayList<>();
    try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
      for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        entries.add(e);
      }
    }
    return entries;
  }

  /** The content of a digest, which it must have. */
  public byte[] blob(String digest) throws IOException {
    byte[] blob = Optional.ofNullable(files.get("blobs/" + digest.replace(':', '/'))).orElseThrow();
    if (!digest.equals(digest(blob))) {
      throw new IOException("not the content of " + digest);
    }
    return blob;
  }

  private JsonNode manifest(String image) throws IOException {
    return JSON.readTree(blob(Optional.ofNullable(manifests.get(image)).orElseThrow()));
  }

  private static String digest(byte[] content) throws IOException {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }
}
