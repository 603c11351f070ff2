package dev.nestling.nodepool.machines.files;

import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import dev.nestling.nodepool.machines.files.FilesPod.Announced;
import dev.nestling.nodepool.machines.files.MachineFiles.FilesKey;
import dev.nestling.nodepool.machines.files.MachineFiles.FilesState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Brings the files of one image for one architecture, by way of a pod that goes afterwards. */
final class FilesRound implements Rounds.Round<FilesKey, FilesState> {
  static final String PENDING = "FilesPending";

  private static final String MISSING = "FilesMissing";
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(15);

  /** A file is looked for again in case somebody has removed it. */
  private static final Duration HAVING = Duration.ofMinutes(5);

  private final FilesPodStore pods;
  private final Download download;
  private final Path directory;
  private Optional<Path> brought = Optional.empty();

  FilesRound(FilesPodStore pods, Download download, Path directory) {
    this.pods = pods;
    this.download = download;
    this.directory = directory;
  }

  @Override
  public Rounds.Found<FilesState> go(FilesKey key) {
    if (brought.filter(Files::isRegularFile).isPresent()) {
      return new Rounds.Found<>(new FilesState(brought, Optional.empty()), HAVING);
    }
    try {
      return fetch(key);
    } catch (KubernetesClientException e) {
      return pending(
          "its pod in namespace %s can't be kept: %s".formatted(pods.namespace(), e.getMessage()),
          key,
          AFTER_A_FAILURE);
    }
  }

  private Rounds.Found<FilesState> fetch(FilesKey key) {
    Optional<Pod> pod = pods.find(key);
    if (pod.isEmpty()) {
      pods.create(key);
      return pending("its pod is being started", key, SOON);
    }
    if (FilesPod.isOver(pod.get()) || pod.get().getMetadata().getDeletionTimestamp() != null) {
      pods.delete(pod.get());
      return pending("its pod is being started anew", key, SOON);
    }
    Optional<Map<String, Announced>> announced = FilesPod.announced(pod.get());
    Optional<String> address = FilesPod.address(pod.get());
    if (announced.isEmpty() || address.isEmpty()) {
      return pending(FilesPod.trouble(pod.get()).orElse("its pod is starting"), key, SOON);
    }
    Announced file = announced.get().get(key.architecture());
    if (file == null) {
      pods.delete(pod.get());
      return missing(key, announced.get());
    }
    return bring(key, file, address.get(), pod.get());
  }

  private Rounds.Found<FilesState> bring(FilesKey key, Announced file, String address, Pod pod) {
    Path target = directory.resolve(file.sha256() + FilesPod.SUFFIX);
    try {
      String host = address.contains(":") ? "[" + address + "]" : address;
      download.bring(
          URI.create(
              "http://%s:%d/%s%s"
                  .formatted(host, FilesPod.PORT, key.architecture(), FilesPod.SUFFIX)),
          file,
          target);
    } catch (IOException e) {
      return pending(
          "pod %s of namespace %s is not to be read from at %s, port %d: %s"
              .formatted(
                  pod.getMetadata().getName(),
                  pods.namespace(),
                  address,
                  FilesPod.PORT,
                  String.valueOf(e.getMessage())),
          key,
          AFTER_A_FAILURE);
    }
    brought = Optional.of(target);
    pods.delete(pod);
    return new Rounds.Found<>(new FilesState(brought, Optional.empty()), HAVING);
  }

  private static Rounds.Found<FilesState> pending(String why, FilesKey key, Duration pause) {
    return new Rounds.Found<>(
        new FilesState(
            Optional.empty(),
            Optional.of(
                new Problem(
                    PENDING,
                    "what belongs on it comes from image %s: %s".formatted(key.image(), why)))),
        pause);
  }

  private static Rounds.Found<FilesState> missing(FilesKey key, Map<String, Announced> announced) {
    return new Rounds.Found<>(
        new FilesState(
            Optional.empty(),
            Optional.of(
                new Problem(
                    MISSING,
                    "image %s has nothing for %s, only for %s"
                        .formatted(
                            key.image(),
                            key.architecture(),
                            String.join(", ", announced.keySet()))))),
        HAVING);
  }

  @Override
  public FilesState failed(Throwable defect) {
    return new FilesState(
        Optional.empty(),
        Optional.of(
            new Problem("OperatorFailed", "the operator failed: " + defect.getClass().getName())));
  }
}
