package dev.nestling.testing.golden;

import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** A scenario's objects, to be read. */
public record ScenarioStore(Scenario scenario) implements ObjectStore {
  @Override
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return findLive(type, name);
  }

  @Override
  public <T extends HasMetadata> Optional<T> findLive(Class<T> type, String name) {
    return scenario.find(type, name);
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
