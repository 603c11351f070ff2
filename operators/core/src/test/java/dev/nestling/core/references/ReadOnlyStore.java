package dev.nestling.core.references;

import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects that no cache has: they are people's own. */
final class ReadOnlyStore implements ObjectStore {
  private final List<HasMetadata> objects = new ArrayList<>();

  void put(HasMetadata object) {
    objects.add(object);
  }

  @Override
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return Optional.empty();
  }

  @Override
  public <T extends HasMetadata> Optional<T> findLive(Class<T> type, String name) {
    return objects.stream()
        .filter(type::isInstance)
        .filter(object -> name.equals(object.getMetadata().getName()))
        .map(type::cast)
        .findFirst();
  }

  @Override
  public <T extends HasMetadata> List<T> listOwned(Class<T> type, Owner owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean matches(HasMetadata observed, HasMetadata desired) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends HasMetadata> T apply(T desired, Optional<T> observed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T extends HasMetadata> T adopt(T observed, Owner owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean retain(HasMetadata observed, Owner owner) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(HasMetadata observed) {
    throw new UnsupportedOperationException();
  }
}
