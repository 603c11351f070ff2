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

  /** Of kube-apiserver. */
  public static List<Argument> ofApiServer(EffectiveSecurity security) {
    List<Argument> flags = new ArrayList<>();
    list("enable-admission-plugins", security.enabledPlugins()).ifPresent(flags::add);
    list("disable-admission-plugins", security.disabledPlugins()).ifPresent(flags::add);
    flags.addAll(ofEveryComponent(security));
    return flags;
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
