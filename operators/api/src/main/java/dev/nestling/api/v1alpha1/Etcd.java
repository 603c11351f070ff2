package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.QuantityRules;
import dev.nestling.api.schema.ResourcesSchema;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's own etcd. Members come and go one at a time, whatever number is asked for.
 *
 * <p>The rules compare what a volume comes to, not how it is written: leaving out a default and
 * writing it down are the same.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.replicas) || self.replicas in [1, 3, 5]",
    message =
        "etcd.replicas must be 1, 3 or 5: an even number survives the loss of no more members than"
            + " one less would",
    fieldPath = ".replicas")
@ValidationRule(
    value =
        "(has(self.volume) && has(self.volume.storageClassName)"
            + " ? self.volume.storageClassName : '')"
            + " == (has(oldSelf.volume) && has(oldSelf.volume.storageClassName)"
            + " ? oldSelf.volume.storageClassName : '')",
    message =
        "etcd.volume.storageClassName can't be changed: a volume keeps its storage class; create a"
            + " new cluster instead",
    reason = "FieldValueForbidden")
@ValidationRule(
    value = Etcd.NEVER_SHRINKS,
    message = "etcd.volume.size can't be made smaller: volumes only grow",
    reason = "FieldValueForbidden")
@SchemaCustomizer(
    value = ResourcesSchema.class,
    input =
        "{path: resources, pods: each member's pod, cpuRequest: {is: "
            + Defaults.ETCD_CPU_REQUEST
            + ", because: what a member of a busy small cluster uses}, memoryRequest: {is: "
            + Defaults.ETCD_MEMORY_REQUEST
            + ", because: a member with some thousand objects uses about 50Mi}, memoryLimit: {is: "
            + Defaults.ETCD_MEMORY_LIMIT
            + ", because: 'room for a database of some gigabytes, which etcd maps into memory'}}")
public record Etcd(
    @JsonPropertyDescription(
            "Number of members: 1, 3 (the default: survives the loss of any one) or 5 (of any two)."
                + " May be changed; members join and leave one at a time.")
        @Default("" + Defaults.ETCD_REPLICAS)
        @Min(1)
        @Max(5)
        @Nullable Integer replicas,
    @JsonPropertyDescription(
            "The volume of each member; left out, a persistent volume of "
                + Defaults.ETCD_VOLUME_SIZE
                + " of the default storage class.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Volume volume,
    @JsonPropertyDescription(
            "CPU, memory and disk of each member's pod. Each resource that is left out has its own"
                + " default.")
        @Nullable ResourceRequirements resources) {

  private static final String OLD_SIZE =
      "(has(oldSelf.volume) && has(oldSelf.volume.size) ? string(oldSelf.volume.size) : '"
          + Defaults.ETCD_VOLUME_SIZE
          + "')";

  private static final String NEW_SIZE =
      "(has(self.volume) && has(self.volume.size) ? string(self.volume.size) : '"
          + Defaults.ETCD_VOLUME_SIZE
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

  /** The persistent volume that each member has for itself. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.size) || string(self.size).matches('" + QuantityRules.FORM + "')",
      message = "etcd.volume.size must be a quantity such as 8Gi",
      fieldPath = ".size")
  @ValidationRule(
      value =
          "!has(self.size) || !string(self.size).matches('"
              + QuantityRules.FORM
              + "') || (!quantity(string(self.size)).isLessThan(quantity('1Gi')) && !quantity(string(self.size)).isGreaterThan(quantity('64Ti')))",
      message =
          "etcd.volume.size must be at least 1Gi, half of which etcd's log alone may take, and at"
              + " most 64Ti",
      fieldPath = ".size")
  @ValidationRule(
      value =
          "!has(self.storageClassName)"
              + " || self.storageClassName.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')",
      message =
          "etcd.volume.storageClassName must be the name of a StorageClass: lower-case letters,"
              + " digits, dots and dashes",
      fieldPath = ".storageClassName")
  @SchemaCustomizer(value = SchemaPatch.class, input = "{properties: {size: {maxLength: 32}}}")
  public record Volume(
      @JsonPropertyDescription(
              "How much each member's volume holds, in bytes as a quantity. At least 1Gi; may grow"
                  + " where the storage class can, never shrink. Default "
                  + Defaults.ETCD_VOLUME_SIZE
                  + ": what etcd recommends as the largest database.")
          @Default(Defaults.ETCD_VOLUME_SIZE)
          @Nullable Quantity size,
      @JsonPropertyDescription(
              "Storage class of the volume claims; left out, the management cluster's default"
                  + " class. Its disks should be fast: etcd waits for every write. Can't be"
                  + " changed.")
          @Size(min = 1, max = 253)
          @Nullable String storageClassName) {}
}
