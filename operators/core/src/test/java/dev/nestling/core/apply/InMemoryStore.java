package dev.nestling.core.apply;

import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Objects by kind and name; everything written is told in {@link #journal}. */
final class InMemoryStore implements ObjectStore {
  final List<String> journal = new ArrayList<>();
  final Map<String, HasMetadata> objects = new TreeMap<>();
  final Set<String> outsideTheCache = new HashSet<>();
  final Set<String> changed = new HashSet<>();
  final Map<String, KubernetesClientException> refusals = new HashMap<>();

  void put(HasMetadata object) {
    objects.put(ref(object), object);
  }

  @Override
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    String ref = type.getSimpleName() + " " + name;
    return outsideTheCache.contains(ref) ? Optional.empty() : findLive(type, name);
  }

  @Override
  public <T extends HasMetadata> Optional<T> findLive(Class<T> type, String name) {
    return Optional.ofNullable(objects.get(type.getSimpleName() + " " + name)).map(type::cast);
  }

  @Override
  public <T extends HasMetadata> List<T> listOwned(Class<T> type, Owner owner) {
    return objects.values().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public boolean matches(HasMetadata observed, HasMetadata desired) {
    return observed.equals(desired);
  }

  @Override
  public <T extends HasMetadata> T apply(T desired, Optional<T> observed) {
    write((observed.isPresent() ? "update " : "create ") + ref(desired), desired);
    put(desired);
    return desired;
  }

  @Override
  public <T extends HasMetadata> T adopt(T observed, Owner owner) {
    write("adopt " + ref(observed), observed);
    observed.getMetadata().getAnnotations().remove(Labels.RETAINED);
    observed.getMetadata().getAnnotations().put(Labels.OWNER_UID, owner.uid());
    return observed;
  }

  @Override
  public boolean retain(HasMetadata observed, Owner owner) {
    write("retain " + ref(observed), observed);
    return !changed.contains(ref(observed));
  }

  @Override
  public boolean delete(HasMetadata observed) {
    write("delete " + ref(observed), observed);
    if (changed.contains(ref(observed))) {
      return false;
    }
    objects.remove(ref(observed));
    return true;
  }

  private void write(String line, HasMetadata object) {
    journal.add(line);
    KubernetesClientException refusal = refusals.get(ref(object));
    if (refusal != null) {
      throw refusal;
    }
  }

  static String ref(HasMetadata object) {
    return ObjectRef.of(object).toString();
  }
}
