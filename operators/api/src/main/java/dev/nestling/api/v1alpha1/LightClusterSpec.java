package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.ResourcesSchema;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks of a LightCluster; the operator never writes it. {@link EffectiveSpec} is the
 * same with every default filled in.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.version) || self.version.matches('" + LightClusterSpec.VERSION_FORM + "')",
    message = "version must look like " + SupportedVersions.NEWEST,
    fieldPath = ".version")
@ValidationRule(
    value =
        "!has(self.version) || !self.version.matches('"
            + LightClusterSpec.VERSION_FORM
            + "') || !self.version.contains('+')",
    message =
        "version names a K3s flavour, which is not yet supported; supported versions: "
            + SupportedVersions.SPOKEN,
    fieldPath = ".version")
@ValidationRule(
    value =
        "!has(self.version) || !self.version.matches('"
            + LightClusterSpec.VERSION_FORM
            + "') || self.version.contains('+') || self.version in "
            + SupportedVersions.CEL_LIST,
    message = "version is not supported; supported versions: " + SupportedVersions.SPOKEN,
    reason = "FieldValueInvalid",
    fieldPath = ".version")
@ValidationRule(
    value =
        "has(self.version) == has(oldSelf.version)"
            + " && (!has(self.version) || self.version == oldSelf.version)",
    message =
        "version can't be changed yet: upgrades are not available; create a new cluster instead",
    reason = "FieldValueForbidden",
    fieldPath = ".version")
@ValidationRule(
    value =
        "!has(self.deletionPolicy) || self.deletionPolicy != 'Retain'"
            + " || !has(self.datastore) || !has(self.datastore.sqlite)"
            + " || !has(self.datastore.sqlite.volume) || !has(self.datastore.sqlite.volume.type)"
            + " || self.datastore.sqlite.volume.type != 'Ephemeral'",
    message =
        "deletionPolicy Retain can't keep an Ephemeral volume: choose Delete or another"
            + " datastore.sqlite.volume.type",
    fieldPath = ".deletionPolicy")
@SchemaCustomizer(
    value = ResourcesSchema.class,
    input =
        "{path: resources, pods: the server's pod, cpuRequest: {is: "
            + Defaults.CPU_REQUEST
            + ", because: what an idle cluster uses}, memoryRequest: {is: "
            + Defaults.MEMORY_REQUEST
            + ", because: an idle cluster uses about 200Mi}, memoryLimit: {is: "
            + Defaults.MEMORY_LIMIT
            + ", because: twice what a cluster with some thousand objects uses,"
            + " least: {is: 192Mi, because: the server does not start with less}}}")
@SchemaCustomizer(value = SchemaPatch.class, input = ManifestSource.SCHEMA)
public record LightClusterSpec(
    @JsonPropertyDescription(
            "Kubernetes version, one of "
                + SupportedVersions.SPOKEN
                + ". Default "
                + SupportedVersions.NEWEST
                + ", the newest. Can't be changed yet.")
        @Default(Defaults.VERSION)
        @Size(max = 32)
        @Nullable String version,
    @JsonPropertyDescription(
            "Where the cluster's objects are stored. Default: SQLite on a persistent volume of "
                + Defaults.VOLUME_SIZE
                + ".")
        @Default("{\"type\": \"SQLite\", \"sqlite\": {}}")
        @Nullable Datastore datastore,
    @JsonPropertyDescription(
            "Address ranges and names inside the nested cluster, and who may reach its server.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Network network,
    @JsonPropertyDescription(
            "How the cluster's API is reached. Default: inside the management" + " cluster only.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Endpoint endpoint,
    @JsonPropertyDescription(
            "CPU, memory and disk of the server's pod. Each resource that is left out has its own"
                + " default.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription(
            "Flags of the components in addition to the operator's own. A wrong flag keeps the"
                + " server from starting; the conditions then say why.")
        @Nullable ExtraArgs extraArgs,
    @JsonPropertyDescription(Addons.DESCRIPTION) @Default(Defaults.EMPTY_OBJECT)
        @Nullable Addons addons,
    @JsonPropertyDescription(ManifestSource.DESCRIPTION) @Nullable List<ManifestSource> manifests,
    @JsonPropertyDescription(Security.DESCRIPTION) @Nullable Security security,
    @JsonPropertyDescription("Where the server's pod may run. Default: anywhere.")
        @Nullable Scheduling scheduling,
    @JsonPropertyDescription(Placement.DESCRIPTION) @Nullable Placement placement,
    @JsonPropertyDescription(
            "Running (the default) runs the server; Stopped keeps keys, addresses and the data on a"
                + " persistent volume or in an external database, and nothing else.")
        @Default("Running")
        @Nullable Power power,
    @JsonPropertyDescription(
            "True: the operator leaves the cluster's objects as they are, without healing or"
                + " renewing anything, until this is false again. Default false.")
        @Default("false")
        @Nullable Boolean paused,
    @JsonPropertyDescription(
            "What becomes of data and keys when the LightCluster is deleted: Delete (the default)"
                + " removes them; Retain keeps volume, CAs and keys together, and a new"
                + " LightCluster of the same name takes them over. An external database is never"
                + " removed.")
        @Default("Delete")
        @Nullable DeletionPolicy deletionPolicy) {

  static final String VERSION_FORM =
      "^v(0|[1-9][0-9]*)\\\\.(0|[1-9][0-9]*)\\\\.(0|[1-9][0-9]*)([+]k3s[1-9][0-9]*)?$";
}
