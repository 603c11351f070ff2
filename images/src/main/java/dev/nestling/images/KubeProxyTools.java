package dev.nestling.images;

import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import dev.nestling.images.archive.Architecture;
import dev.nestling.images.archive.Layers;
import dev.nestling.images.parts.DebianLibraries;
import dev.nestling.images.parts.DebianPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What kube-proxy calls, from Debian: conntrack, and iptables in its variant that writes nftables'
 * rules, which is Debian's default.
 */
final class KubeProxyTools {
  static final String DIRECTORY = "/usr/sbin";

  /** One program is all of these; Debian links them to it when it installs the package. */
  private static final List<String> IPTABLES =
      List.of(
          "iptables",
          "iptables-save",
          "iptables-restore",
          "ip6tables",
          "ip6tables-save",
          "ip6tables-restore");

  private static final String[] LIBRARIES = {
    "libc6", "libmnl0", "libnetfilter-conntrack3", "libnfnetlink0", "libnftnl11", "libxtables12"
  };

  private final Architecture architecture;
  private final DebianPackages packages;

  KubeProxyTools(Arguments arguments) {
    this.architecture = arguments.architecture();
    this.packages = new DebianPackages(architecture, arguments.cache());
  }

  FileEntriesLayer layer() throws IOException, InterruptedException {
    Map<String, Path> files =
        new TreeMap<>(new DebianLibraries(architecture, packages).of(LIBRARIES));
    Path iptables = packages.unpacked("iptables");
    for (String name : IPTABLES) {
      files.put(DIRECTORY + "/" + name, iptables.resolve("usr/sbin/xtables-nft-multi"));
    }
    files.putAll(extensions(iptables));
    files.put(
        DIRECTORY + "/conntrack", packages.unpacked("conntrack").resolve("usr/sbin/conntrack"));
    return Layers.files("tools", files);
  }

  /** The matches and targets of rules, which iptables loads from the one directory. */
  private Map<String, Path> extensions(Path iptables) throws IOException {
    Map<String, Path> extensions = new TreeMap<>();
    String directory = "usr/lib/" + architecture.libraryDirectory() + "/xtables";
    try (Stream<Path> files = Files.list(iptables.resolve(directory))) {
      files.forEach(file -> extensions.put("/" + directory + "/" + file.getFileName(), file));
    }
    return extensions;
  }
}
