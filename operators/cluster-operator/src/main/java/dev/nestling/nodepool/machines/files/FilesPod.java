package dev.nestling.nodepool.machines.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The pod that serves the files of an image. Its first container announces in its termination
 * message, which the kubelet brings to the API server, what the second one serves to anybody: so
 * what comes over the network of pods need not be believed.
 */
final class FilesPod {
  static final int PORT = 8080;
  static final String SUFFIX = ".tar.gz";

  private static final String NAME = "machine-files";
  private static final String ANNOUNCE = "announce";
  private static final String DIRECTORY = "/files";
  private static final int HASH_DIGITS = 10;
  private static final long NOBODY = 65532L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private FilesPod() {}

  /**
   * A file that is served.
   *
   * @param sha256 in hexadecimal
   */
  record Announced(String sha256, long size) {}

  /** One for each architecture: whoever has got its file ends its pod. */
  static String name(String image, String architecture) {
    return NAME + "-" + hash(image) + "-" + architecture;
  }

  static Pod build(String image, String architecture, String namespace) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name(image, architecture))
        .withNamespace(namespace)
        .addToLabels(Labels.MANAGED_BY, Labels.NESTLING)
        .addToLabels(Labels.NAME, NAME)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(1L)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(NOBODY)
        .withRunAsGroup(NOBODY)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withInitContainers(
            container(image, ANNOUNCE, List.of(ANNOUNCE, DIRECTORY, "/dev/termination-log")))
        .withContainers(container(image, "serve", List.of("serve", DIRECTORY, ":" + PORT)))
        .endSpec()
        .build();
  }

  private static Container container(String image, String name, List<String> arguments) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withArgs(arguments)
        .withNewResources()
        .addToRequests("cpu", new Quantity("10m"))
        .addToRequests("memory", new Quantity("16Mi"))
        .addToLimits("memory", new Quantity("64Mi"))
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .build();
  }

  /** By architecture; none while nothing was announced. */
  static Optional<Map<String, Announced>> announced(Pod pod) {
    return statuses(pod, true)
        .filter(status -> status.getState() != null && status.getState().getTerminated() != null)
        .map(status -> status.getState().getTerminated())
        .filter(ended -> Integer.valueOf(0).equals(ended.getExitCode()))
        .map(ended -> parse(ended.getMessage() == null ? "" : ended.getMessage()))
        .findFirst();
  }

  private static Map<String, Announced> parse(String message) {
    Map<String, Announced> files = new TreeMap<>();
    try {
      JsonNode object = JSON.readTree(message);
      object
          .properties()
          .forEach(
              file -> {
                String sha256 = file.getValue().path("sha256").asText();
                if (file.getKey().endsWith(SUFFIX) && sha256.matches("[0-9a-f]{64}")) {
                  files.put(
                      file.getKey().substring(0, file.getKey().length() - SUFFIX.length()),
                      new Announced(sha256, file.getValue().path("size").asLong()));
                }
              });
    } catch (JsonProcessingException notAnnounced) {
      return Map.of();
    }
    return files;
  }

  /** Where it serves; none while it does not. */
  static Optional<String> address(Pod pod) {
    return statuses(pod, false).anyMatch(status -> Boolean.TRUE.equals(status.getReady()))
        ? Optional.ofNullable(pod.getStatus().getPodIP())
        : Optional.empty();
  }

  /** Why it does not get on, as far as it says. */
  static Optional<String> trouble(Pod pod) {
    return Stream.concat(statuses(pod, true), statuses(pod, false))
        .filter(status -> status.getState() != null && status.getState().getWaiting() != null)
        .map(status -> status.getState().getWaiting())
        .filter(
            waiting ->
                !List.of("PodInitializing", "ContainerCreating").contains(waiting.getReason()))
        .map(waiting -> waiting.getReason() + ": " + waiting.getMessage())
        .findFirst();
  }

  /** Whether it will never serve. */
  static boolean isOver(Pod pod) {
    return pod.getStatus() != null
        && List.of("Failed", "Succeeded").contains(String.valueOf(pod.getStatus().getPhase()));
  }

  private static Stream<ContainerStatus> statuses(Pod pod, boolean initial) {
    if (pod.getStatus() == null) {
      return Stream.empty();
    }
    return (initial
            ? pod.getStatus().getInitContainerStatuses()
            : pod.getStatus().getContainerStatuses())
        .stream();
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
