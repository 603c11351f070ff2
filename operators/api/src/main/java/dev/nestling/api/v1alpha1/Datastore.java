package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.QuantityRules;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * Where the cluster's objects are stored. A union: {@code type} says which one member counts.
 *
 * <p>The rules compare what a volume comes to, not how it is written: leaving out a default and
 * writing it down are the same.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.type) || self.type != 'External' || has(self.external)",
    message = "datastore.external must say which database to use when datastore.type is External",
    reason = "FieldValueRequired",
    fieldPath = ".external")
@ValidationRule(
    value = "!has(self.external) || !has(self.type) || self.type == 'External'",
    message = "datastore.external is only allowed when datastore.type is External",
    reason = "FieldValueForbidden",
    fieldPath = ".external")
@ValidationRule(
    value = "!has(self.sqlite) || !has(self.type) || self.type == 'SQLite'",
    message = "datastore.sqlite is only allowed when datastore.type is SQLite",
    reason = "FieldValueForbidden",
    fieldPath = ".sqlite")
@ValidationRule(
    value =
        "(has(self.type) ? self.type : 'SQLite')"
            + " == (has(oldSelf.type) ? oldSelf.type : 'SQLite')",
    message =
        "datastore.type can't be changed: it would leave the cluster's data behind; create a new"
            + " cluster instead",
    reason = "FieldValueForbidden",
    fieldPath = ".type")
@ValidationRule(
    value =
        "(has(self.sqlite) && has(self.sqlite.volume) && has(self.sqlite.volume.type)"
            + " ? self.sqlite.volume.type : 'PersistentVolumeClaim')"
            + " == (has(oldSelf.sqlite) && has(oldSelf.sqlite.volume)"
            + " && has(oldSelf.sqlite.volume.type)"
            + " ? oldSelf.sqlite.volume.type : 'PersistentVolumeClaim')",
    message =
        "datastore.sqlite.volume.type can't be changed: it would leave the cluster's data behind;"
            + " create a new cluster instead",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "(has(self.sqlite) && has(self.sqlite.volume) && has(self.sqlite.volume.storageClassName)"
            + " ? self.sqlite.volume.storageClassName : '')"
            + " == (has(oldSelf.sqlite) && has(oldSelf.sqlite.volume)"
            + " && has(oldSelf.sqlite.volume.storageClassName)"
            + " ? oldSelf.sqlite.volume.storageClassName : '')",
    message =
        "datastore.sqlite.volume.storageClassName can't be changed: a volume keeps its storage"
            + " class; create a new cluster instead",
    reason = "FieldValueForbidden")
@ValidationRule(
    value = Datastore.NEVER_SHRINKS,
    message = "datastore.sqlite.volume.size can't be made smaller: volumes only grow",
    reason = "FieldValueForbidden")
@ValidationRule(
    value =
        "!has(self.external) || !has(oldSelf.external)"
            + " || self.external.secretRef.name == oldSelf.external.secretRef.name",
    message =
        "datastore.external.secretRef.name can't be changed: it could name another database;"
            + " change the Secret's content to rotate a password",
    reason = "FieldValueForbidden",
    fieldPath = ".external.secretRef.name")
public record Datastore(
    @JsonPropertyDescription(
            "What stores the objects: SQLite (the default: a file on a volume of the cluster's own)"
                + " or External (a PostgreSQL or MySQL database). Can't be changed.")
        @Default("SQLite")
        @Nullable Type type,
    @JsonPropertyDescription(
            "Only with type SQLite; left out, the file lies on a persistent volume of "
                + Defaults.VOLUME_SIZE
                + " of the default storage class.")
        @Nullable SQLite sqlite,
    @JsonPropertyDescription("Only with type External, and needed then.")
        @Nullable External external) {

  private static final String OLD_SIZE =
      "(has(oldSelf.sqlite) && has(oldSelf.sqlite.volume) && has(oldSelf.sqlite.volume.size)"
          + " ? string(oldSelf.sqlite.volume.size) : '"
          + Defaults.VOLUME_SIZE
          + "')";

  private static final String NEW_SIZE =
      "(has(self.sqlite) && has(self.sqlite.volume) && has(self.sqlite.volume.size)"
          + " ? string(self.sqlite.volume.size) : '"
          + Defaults.VOLUME_SIZE
          + "')";

  static final String NEVER_SHRINKS =
      "!"
          + NEW_SIZE
          + ".matches('"
          + QuantityRules.FORM
          + "') || !quantity("
          + NEW_SIZE
          + ").isLessThan(quantity("
          + OLD_SIZE
          + "))";

  /** What stores the objects. */
  public enum Type {
    SQLite,
    External
  }

  /** A SQLite file on a volume. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SQLite(
      @JsonPropertyDescription(
              "The volume of the database file; left out, a persistent volume of "
                  + Defaults.VOLUME_SIZE
                  + " of the default storage class.")
          @Default(Defaults.EMPTY_OBJECT)
          @Nullable Volume volume) {}

  /** The volume of the database file. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.size) || string(self.size).matches('" + QuantityRules.FORM + "')",
      message = "datastore.sqlite.volume.size must be a quantity such as 1Gi",
      fieldPath = ".size")
  @ValidationRule(
      value =
          "!has(self.size) || !string(self.size).matches('"
              + QuantityRules.FORM
              + "') || (!quantity(string(self.size)).isLessThan(quantity('64Mi')) && !quantity(string(self.size)).isGreaterThan(quantity('64Ti')))",
      message =
          "datastore.sqlite.volume.size must be at least 64Mi, what an empty cluster needs, and at"
              + " most 64Ti",
      fieldPath = ".size")
  @ValidationRule(
      value =
          "!has(self.storageClassName) || !has(self.type) || self.type == 'PersistentVolumeClaim'",
      message =
          "datastore.sqlite.volume.storageClassName is only allowed when"
              + " datastore.sqlite.volume.type is PersistentVolumeClaim",
      reason = "FieldValueForbidden",
      fieldPath = ".storageClassName")
  @ValidationRule(
      value =
          "!has(self.storageClassName)"
              + " || self.storageClassName.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')",
      message =
          "datastore.sqlite.volume.storageClassName must be the name of a StorageClass: lower-case"
              + " letters, digits, dots and dashes",
      fieldPath = ".storageClassName")
  @SchemaCustomizer(value = SchemaPatch.class, input = "{properties: {size: {maxLength: 32}}}")
  public record Volume(
      @JsonPropertyDescription(
              "PersistentVolumeClaim (the default) keeps the data for as long as the cluster"
                  + " lives; Ephemeral loses it whenever the server's pod is replaced, which suits"
                  + " CI jobs. Can't be changed.")
          @Default("PersistentVolumeClaim")
          @Nullable VolumeType type,
      @JsonPropertyDescription(
              "How much the volume holds, in bytes as a quantity; for Ephemeral the most that the"
                  + " pod may use. At least 64Mi; may grow where the storage class can, never"
                  + " shrink. Default "
                  + Defaults.VOLUME_SIZE
                  + ": the objects of a small cluster take some tens of megabytes, the rest is for"
                  + " its history and its write-ahead log.")
          @Default(Defaults.VOLUME_SIZE)
          @Nullable Quantity size,
      @JsonPropertyDescription(
              "Storage class of the volume claim; left out, the management cluster's default"
                  + " class. Only with type PersistentVolumeClaim. Can't be changed.")
          @Size(min = 1, max = 253)
          @Nullable String storageClassName) {}

  /** What holds the database file. */
  public enum VolumeType {
    PersistentVolumeClaim,
    Ephemeral
  }

  /** A PostgreSQL or MySQL database of its own. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record External(
      @JsonPropertyDescription(
              "Secret in the cluster's namespace. Key endpoint holds the data source name"
                  + " (postgres://... or mysql://...); keys ca.crt, tls.crt and tls.key are"
                  + " optional. The database must be this cluster's alone. Can't be changed; the"
                  + " Secret's content can, to rotate a password.")
          @Required
          SecretReference secretRef) {}

  /** A Secret in the cluster's namespace. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.name.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')",
      message =
          "datastore.external.secretRef.name must be the name of a Secret: lower-case letters,"
              + " digits, dots and dashes",
      fieldPath = ".name")
  @SchemaCustomizer(value = SchemaPatch.class, input = "{x-kubernetes-map-type: atomic}")
  public record SecretReference(
      @JsonPropertyDescription("Name of the Secret.") @Required @Size(min = 1, max = 253)
          String name) {}
}
