package dev.nestling.kubectl.management;

import java.io.File;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the management cluster is, as kubectl's own options say it. */
public final class ManagementOptions {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Kubeconfig of the management cluster. Default: the files in $$KUBECONFIG, or ~/.kube/config.")
  @Nullable File kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of the management cluster. Default: the current one.")
  @Nullable String context;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Namespace. Default: that of the context, or default.")
  @Nullable String namespace;

  /** The explicit file, or null. */
  public @Nullable File kubeconfig() {
    return kubeconfig;
  }
}
