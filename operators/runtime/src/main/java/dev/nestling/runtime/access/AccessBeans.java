package dev.nestling.runtime.access;

import dev.nestling.runtime.WatchedNamespaces;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the operator looks, as it was told. */
@Singleton
public class AccessBeans {
  @Produces
  @Singleton
  WatchedNamespaces namespaces(
      @ConfigProperty(name = WatchedNamespaces.SETTING) Optional<List<String>> names) {
    return WatchedNamespaces.of(names.orElse(List.of()));
  }
}
