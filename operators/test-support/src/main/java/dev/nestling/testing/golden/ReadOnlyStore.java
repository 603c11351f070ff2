package dev.nestling.testing.golden;

import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** Objects that can be read and nothing else. */
public record ReadOnlyStore(Finder finder) implements ObjectStore {
  /** Nothing is there. */
  public static final ReadOnlyStore EMPTY = new ReadOnlyStore(ReadOnlyStore::nothing);

  /** Where the objects are. */
  @FunctionalInterface
  public interface Finder {
    <T extends HasMetadata> Optional<T> find(Class<T> type, String name);
  }

  private static <T extends HasMetadata> Optional<T> nothing(Class<T> type, String name) {
    return Optional.empty();
  }

  @Override
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return findLive(type, name);
  }

  @Override
  public <T extends HasMetadata> Optional<T> findLive(Class<T> type, String name) {
    return finder.find(type, name);
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
