package dev.nestling.core.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Which object, for messages: kind and name, in the cluster's namespace. */
public record ObjectRef(String kind, String name) {

  public static ObjectRef of(HasMetadata object) {
    return new ObjectRef(object.getKind(), object.getMetadata().getName());
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
