package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Where the cluster's objects are stored. A union: {@code type} says which one member counts. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Datastore(Type type, @Nullable SQLite sqlite, @Nullable External external) {

  public enum Type {
    SQLite,
    External
  }

  /** A SQLite file on a volume. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SQLite(@Nullable Volume volume) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Volume(
      @Nullable VolumeType type,
      io.fabric8.kubernetes.api.model.@Nullable Quantity size,
      @Nullable String storageClassName) {}

  public enum VolumeType {
    PersistentVolumeClaim,
    Ephemeral
  }

  /** A PostgreSQL or MySQL database of its own. */
  public record External(SecretReference secretRef) {}

  /**
   * A Secret in the cluster's namespace. Key {@code endpoint} holds the data source name ({@code
   * postgres://…} or {@code mysql://…}); {@code ca.crt}, {@code tls.crt}, {@code tls.key} are
   * optional.
   */
  public record SecretReference(String name) {}
}
