package dev.nestling.core.objects;

import dev.nestling.api.v1alpha1.EffectiveSecurity;
import dev.nestling.api.v1alpha1.ExtraArgs.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The flags that typed options stand for; none for an option that is left out. */
public final class TypedFlags {
  private TypedFlags() {}

  /**
   * Where the API server finds its files.
   *
   * @param auditPolicy the policy
   * @param auditWebhook the kubeconfig
   */
  public record Files(String auditPolicy, String auditWebhook) {}

  /** Of kube-apiserver. */
  public static List<Argument> ofApiServer(EffectiveSecurity security, Files files) {
    List<Argument> flags = new ArrayList<>();
    list("enable-admission-plugins", security.enabledPlugins()).ifPresent(flags::add);
    list("disable-admission-plugins", security.disabledPlugins()).ifPresent(flags::add);
    flags.addAll(ofEveryComponent(security));
    security.audit().ifPresent(audit -> flags.addAll(audit(audit, files)));
    return flags;
  }

  /** In batches: no request waits for whoever takes the events. */
  private static List<Argument> audit(EffectiveSecurity.Auditing audit, Files files) {
    Argument policy = new Argument("audit-policy-file", files.auditPolicy());
    return audit.webhook().isPresent()
        ? List.of(
            policy,
            new Argument("audit-webhook-config-file", files.auditWebhook()),
            new Argument("audit-webhook-mode", "batch"))
        : List.of(
            policy, new Argument("audit-log-path", "-"), new Argument("audit-log-mode", "batch"));
  }

  /** Of every program of Kubernetes. */
  public static List<Argument> ofEveryComponent(EffectiveSecurity security) {
    return list(
            "feature-gates",
            security.featureGates().entrySet().stream()
                .map(gate -> gate.getKey() + "=" + gate.getValue())
                .toList())
        .stream()
        .toList();
  }

  private static Optional<Argument> list(String name, List<String> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new Argument(name, values.stream().collect(Collectors.joining(","))));
  }
}
