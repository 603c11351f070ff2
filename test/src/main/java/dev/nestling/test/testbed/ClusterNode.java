package dev.nestling.test.testbed;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The isolated machine of an embedded cluster, seen from the machine around it: its processes have
 * ids here too, and its files lie below its first process.
 *
 * @param up the {@code nestlet up} that everything of the cluster descends from
 */
public record ClusterNode(ProcessHandle up) {
  /** What is used of the file that {@code nestlet up} writes. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Announcement(long pid) {}

  /** Of the cluster that announced itself in this file. */
  static ClusterNode of(Path ready) {
    try {
      long pid = Serialization.unmarshal(Files.readString(ready), Announcement.class).pid();
      return new ClusterNode(
          ProcessHandle.of(pid)
              .orElseThrow(() -> new IllegalStateException("nestlet up is gone: " + pid)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the program of a pod's one container as a power loss would: by SIGKILL, at once. */
  public void kill(Pod pod) {
    Command.run(List.of("kill", "-KILL"), Long.toString(process(pod).pid()));
  }

  /** The program of a pod's one container. */
  public ProcessHandle process(Pod pod) {
    String uid = pod.getMetadata().getUid();
    return up.descendants()
        .filter(
            process -> {
              String cgroups = read(process, "cgroup");
              return cgroups.contains(uid) || cgroups.contains(uid.replace('-', '_'));
            })
        .filter(process -> !read(process, "comm").startsWith("pause"))
        .min(Comparator.comparingLong(ProcessHandle::pid))
        .orElseThrow(
            () -> new IllegalStateException("no process of pod " + pod.getMetadata().getName()));
  }

  /**
   * Leaves a container that runs inside a pod's container frozen, as runc does when it is killed
   * while it changes the container's devices: its processes take no signal. The pod may be on any
   * node of the cluster.
   */
  public static void freezeInside(Pod pod) {
    String uid = pod.getMetadata().getUid();
    Path frozen =
        ProcessHandle.allProcesses()
            .flatMap(process -> read(process, "cgroup").lines())
            .filter(line -> line.contains(":freezer:"))
            .map(line -> line.substring(line.indexOf(":freezer:") + ":freezer:".length()))
            .filter(path -> path.contains(uid) || path.contains(uid.replace('-', '_')))
            .max(Comparator.comparingInt(String::length))
            .map(path -> Path.of("/sys/fs/cgroup/freezer" + path + "/freezer.state"))
            .orElseThrow(
                () -> new IllegalStateException("nothing in " + pod.getMetadata().getName()));
    try {
      Files.writeString(frozen, "FROZEN");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a file of the node is for this machine; mounts inside the node are seen. */
  public Path file(String absolute) {
    return Path.of("/proc/" + init().pid() + "/root" + absolute);
  }

  /** Runs a program of this machine among the node's mounts and processes. */
  public String run(String... command) {
    return Command.run(
        List.of("nsenter", "--target=" + init().pid(), "--mount", "--pid", "--"), command);
  }

  /** A process in the node's network. */
  long network() {
    return init().pid();
  }

  private ProcessHandle init() {
    return up.children()
        .min(Comparator.comparingLong(ProcessHandle::pid))
        .orElseThrow(() -> new IllegalStateException("the node has no process"));
  }

  /** Empty when the process has ended meanwhile. */
  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (IOException ended) {
      return "";
    }
  }
}
