package dev.nestling.images;

import dev.nestling.images.archive.Architecture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param registry prefix of every image's name
 * @param architecture whose programs are packed
 * @param output directory of the archives and of the bills of materials
 * @param project root directory of the project's checkout
 * @param operatorBase image that the operators' images stand on; empty for the one that is
 *     assembled here
 * @param javaRuntime a ready Java runtime image for the operators; empty to link one from the
 *     running JDK
 * @param names of the images to assemble; all of them if empty
 */
record Arguments(
    String registry,
    Architecture architecture,
    Path output,
    Path project,
    Optional<String> operatorBase,
    Optional<Path> javaRuntime,
    List<String> names) {

  static final String USAGE =
      """
      usage: java dev.nestling.images.Main --out DIR [options] [names...]
        --out DIR             directory of the archives, NAME-TAG.tar, and of what is in each image, NAME-TAG.cdx.json; images of the same program
                              share the archive of the first
        --registry PREFIX     prefix of the images' names (default: registry.nestling.dev)
        --arch amd64|arm64    architecture (default: this machine's)
        --project DIR         the project's root directory (default: the current one)
        --operator-base REF   image with a `java` that the operators' images stand on, instead of one assembled here
        --java-runtime DIR    Java runtime for the operators' images, instead of one linked from the running JDK
        names (default: all):
          nestlet kube-apiserver kube-controller-manager kube-scheduler kube-proxy
          coredns coredns/coredns pause local-path-provisioner node-helper lightcluster-operator cluster-operator
          etcd kas-network-proxy/proxy-server kas-network-proxy/proxy-agent flannel-io/flannel
          rancher/local-path-provisioner library/busybox nestlet-node machine-files
      """;

  private enum Option {
    REGISTRY("--registry"),
    ARCHITECTURE("--arch"),
    OUTPUT("--out"),
    PROJECT("--project"),
    OPERATOR_BASE("--operator-base"),
    JAVA_RUNTIME("--java-runtime");

    private final String flag;

    Option(String flag) {
      this.flag = flag;
    }

    static @Nullable Option of(String argument) {
      for (Option option : values()) {
        if (option.flag.equals(argument)) {
          return option;
        }
      }
      return null;
    }
  }

  Arguments {
    names = List.copyOf(names);
  }

  static Arguments parse(List<String> arguments) {
    Map<Option, String> given = new EnumMap<>(Option.class);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Option option = Option.of(arguments.get(i));
      if (option == null) {
        if (arguments.get(i).startsWith("-")) {
          throw new IllegalArgumentException("unknown option " + arguments.get(i));
        }
        names.add(arguments.get(i));
      } else if (++i < arguments.size()) {
        given.put(option, arguments.get(i));
      } else {
        throw new IllegalArgumentException(option.flag + " needs a value");
      }
    }
    String output = given.get(Option.OUTPUT);
    if (output == null) {
      throw new IllegalArgumentException("--out is required");
    }
    return new Arguments(
        given.getOrDefault(Option.REGISTRY, "registry.nestling.dev"),
        Architecture.of(given.getOrDefault(Option.ARCHITECTURE, System.getProperty("os.arch"))),
        Path.of(output),
        Path.of(given.getOrDefault(Option.PROJECT, "")).toAbsolutePath(),
        Optional.ofNullable(given.get(Option.OPERATOR_BASE)),
        Optional.ofNullable(given.get(Option.JAVA_RUNTIME)).map(Path::of),
        names);
  }

  /** The same for another architecture. */
  Arguments of(Architecture other) {
    return new Arguments(registry, other, output, project, operatorBase, javaRuntime, names);
  }

  /** Where the Go build puts its programs. */
  Path binaries() {
    return project.resolve("nestlet/bin").resolve(architecture.goName());
  }

  /** Downloads and intermediate results; may be deleted at any time. */
  Path cache() {
    return project.resolve("images/target/cache");
  }

  boolean wants(String name) {
    return names.isEmpty() || names.contains(name);
  }
}
