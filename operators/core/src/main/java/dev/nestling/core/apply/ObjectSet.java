package dev.nestling.core.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Objects of one namespace, by kind and name.
 *
 * @param objects in no order
 */
public record ObjectSet(List<HasMetadata> objects) {
  public ObjectSet {
    objects = List.copyOf(objects);
  }

  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return all(type).stream()
        .filter(object -> name.equals(object.getMetadata().getName()))
        .findFirst();
  }

  public Optional<Secret> secret(String name) {
    return find(Secret.class, name);
  }

  public <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The same set after these objects were written. */
  public ObjectSet after(List<HasMetadata> written) {
    List<HasMetadata> after = new ArrayList<>(written);
    objects.stream()
        .filter(old -> written.stream().noneMatch(fresh -> isSame(old, fresh)))
        .forEach(after::add);
    return new ObjectSet(after);
  }

  private static boolean isSame(HasMetadata left, HasMetadata right) {
    return left.getKind().equals(right.getKind())
        && left.getMetadata().getName().equals(right.getMetadata().getName());
  }

  /** Without the objects: there are Secrets among them. */
  @Override
  public String toString() {
    return "ObjectSet[%d objects]".formatted(objects.size());
  }
}
