package dev.nestling.images.archive;

import java.util.Map;
import java.util.TreeMap;

/**
 * What an image says of itself. Nothing that changes between two assemblies of the same programs:
 * no time, and no commit.
 *
 * @param title the program's name; the same whatever the image is called, so that two names of one
 *     program are one image
 * @param description one line
 * @param version the image's tag
 * @param license SPDX identifier of the main program's license
 * @param source where the main program's source is
 * @param documentation where one reads about the main program
 */
public record Labels(
    String title,
    String description,
    String version,
    String license,
    String source,
    String documentation) {

  private static final String PREFIX = "org.opencontainers.image.";
  private static final String NESTLING = "https://nestling.dev";
  private static final String APACHE = "Apache-2.0";

  private static final Map<String, Program> PROGRAMS =
      Map.ofEntries(
          Map.entry(
              "nestlet",
              ours(
                  "nestlet",
                  "Kubernetes control plane of a LightCluster, and agent of a worker node")),
          Map.entry("kube-apiserver", kubernetes("kube-apiserver")),
          Map.entry("kube-controller-manager", kubernetes("kube-controller-manager")),
          Map.entry("kube-scheduler", kubernetes("kube-scheduler")),
          Map.entry("kube-proxy", kubernetes("kube-proxy")),
          Map.entry("pause", ours("pause", "Holds the namespaces of a pod")),
          Map.entry("coredns", coreDns()),
          Map.entry("coredns/coredns", coreDns()),
          Map.entry(
              "kas-network-proxy/proxy-server", konnectivity("proxy-server", "the control plane")),
          Map.entry("kas-network-proxy/proxy-agent", konnectivity("proxy-agent", "the nodes")),
          Map.entry(
              "etcd",
              program(
                  "etcd",
                  "Datastore of a FullCluster",
                  "https://github.com/etcd-io/etcd",
                  "https://etcd.io/docs/")),
          Map.entry(
              "flannel-io/flannel",
              program(
                  "flannel",
                  "Network of pods between nodes",
                  "https://github.com/flannel-io/flannel",
                  "https://github.com/flannel-io/flannel/tree/master/Documentation")),
          Map.entry("local-path-provisioner", localPathProvisioner()),
          Map.entry("rancher/local-path-provisioner", localPathProvisioner()),
          Map.entry("node-helper", busybox()),
          Map.entry("library/busybox", busybox()),
          Map.entry("nestlet-node", ours("nestlet-node", "A whole worker node in one container")),
          Map.entry(
              "machine-files", ours("machine-files", "What machines need to become worker nodes")),
          Map.entry(
              "lightcluster-operator", ours("lightcluster-operator", "Operator of LightClusters")),
          Map.entry(
              "cluster-operator",
              ours("cluster-operator", "Operator of FullClusters and NodePools")));

  /** The labels of an image of this project. */
  public static Labels of(Image image) {
    Program program = PROGRAMS.get(image.name());
    if (program == null) {
      throw new IllegalArgumentException("no labels for the image " + image.name());
    }
    return new Labels(
        program.title(),
        program.description(),
        image.tag(),
        program.license(),
        program.source(),
        program.documentation());
  }

  /** By their full keys. */
  public Map<String, String> asMap() {
    return new TreeMap<>(
        Map.of(
            PREFIX + "title", title,
            PREFIX + "description", description,
            PREFIX + "version", version,
            PREFIX + "vendor", "Nestling",
            PREFIX + "licenses", license,
            PREFIX + "url", NESTLING,
            PREFIX + "source", source,
            PREFIX + "documentation", documentation));
  }

  private static Program ours(String title, String description) {
    return program(title, description, NESTLING, NESTLING);
  }

  private static Program program(
      String title, String description, String source, String documentation) {
    return new Program(title, description, APACHE, source, documentation);
  }

  private static Program kubernetes(String component) {
    return program(
        component,
        component + " of Kubernetes",
        "https://github.com/kubernetes/kubernetes",
        "https://kubernetes.io/docs/reference/command-line-tools-reference/" + component + "/");
  }

  private static Program coreDns() {
    return program(
        "coredns",
        "Names of Services and pods",
        "https://github.com/coredns/coredns",
        "https://coredns.io/manual/toc/");
  }

  private static Program konnectivity(String end, String side) {
    return program(
        end,
        "Tunnel between control plane and nodes: the end at " + side,
        "https://github.com/kubernetes-sigs/apiserver-network-proxy",
        "https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/");
  }

  private static Program localPathProvisioner() {
    return program(
        "local-path-provisioner",
        "Provisioner of volumes in directories of nodes",
        "https://github.com/rancher/local-path-provisioner",
        "https://github.com/rancher/local-path-provisioner#readme");
  }

  private static Program busybox() {
    return new Program(
        "busybox",
        "A shell and the commands that it calls",
        "GPL-2.0-only",
        "https://git.busybox.net/busybox",
        "https://busybox.net/downloads/BusyBox.html");
  }

  /** What images of the same program have in common. */
  private record Program(
      String title, String description, String license, String source, String documentation) {}
}
