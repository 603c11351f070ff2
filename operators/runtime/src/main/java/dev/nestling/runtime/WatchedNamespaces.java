package dev.nestling.runtime;

import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The namespaces that an operator looks at: all of them, or those alone that it was told.
 *
 * @param names sorted; empty for all
 */
public record WatchedNamespaces(Set<String> names) {
  /** Setting of both operators: names, separated by commas. */
  public static final String SETTING = "nestling.namespaces";

  public static final WatchedNamespaces ALL = new WatchedNamespaces(Set.of());

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  /**
   * @throws IllegalArgumentException when one is no name of a namespace
   */
  public WatchedNamespaces {
    names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "%s: '%s' is no name of a namespace; they are separated by commas, without spaces"
                .formatted(SETTING, name));
      }
    }
  }

  /**
   * @param names none of them for all namespaces
   */
  public static WatchedNamespaces of(Collection<String> names) {
    return new WatchedNamespaces(Set.copyOf(names));
  }

  /**
   * As the setting says.
   *
   * @param setting its text; empty when it was not set, which is all namespaces
   * @throws IllegalArgumentException when something in it is no name of a namespace: a setting that
   *     is there and names nothing must not open everything
   */
  public static WatchedNamespaces read(Optional<String> setting) {
    return setting
        .map(text -> WatchedNamespaces.of(Arrays.asList(text.split(",", -1))))
        .orElse(ALL);
  }

  public boolean areAll() {
    return names.isEmpty();
  }

  /** The same kind of objects once in all namespaces, or once in each of those that are watched. */
  public <T, L> Stream<? extends FilterWatchListDeletable<T, L, ?>> in(
      MixedOperation<T, L, ?> objects) {
    return areAll()
        ? Stream.of(objects.inAnyNamespace())
        : names.stream().map(objects::inNamespace);
  }
}
