package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.nestling.api.schema.ExtraArgsSchema;
import dev.nestling.api.schema.ResourcesSchema;
import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user asks of a FullCluster; the operator never writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "!has(self.version) || self.version in " + SupportedVersions.CEL_LIST,
    message = "version is not supported; supported versions: " + SupportedVersions.SPOKEN,
    fieldPath = ".version")
@ValidationRule(
    value =
        "has(self.version) == has(oldSelf.version)"
            + " && (!has(self.version) || self.version == oldSelf.version)",
    message =
        "version can't be changed yet: upgrades are not available; create a new cluster instead",
    reason = "FieldValueForbidden",
    fieldPath = ".version")
@SchemaCustomizer(
    value = ResourcesSchema.class,
    input =
        "{path: apiServer.resources, pods: each pod, cpuRequest: {is: "
            + Defaults.API_SERVER_CPU_REQUEST
            + ", because: what an API server of a quiet cluster uses}, memoryRequest: {is: "
            + Defaults.API_SERVER_MEMORY_REQUEST
            + ", because: an API server with some thousand objects uses about 230Mi},"
            + " memoryLimit: {is: "
            + Defaults.API_SERVER_MEMORY_LIMIT
            + ", because: 'room for some ten thousand objects, which it keeps in memory'}}")
@SchemaCustomizer(
    value = ResourcesSchema.class,
    input =
        "{path: controllerManager.resources, pods: each pod, cpuRequest: {is: "
            + Defaults.CONTROLLER_MANAGER_CPU_REQUEST
            + ", because: what a leader of a quiet cluster uses}, memoryRequest: {is: "
            + Defaults.CONTROLLER_MANAGER_MEMORY_REQUEST
            + ", because: a leader with some thousand objects uses about 55Mi}, memoryLimit: {is: "
            + Defaults.CONTROLLER_MANAGER_MEMORY_LIMIT
            + ", because: 'room for some ten thousand objects, which it keeps in memory'}}")
@SchemaCustomizer(
    value = ResourcesSchema.class,
    input =
        "{path: scheduler.resources, pods: each pod, cpuRequest: {is: "
            + Defaults.SCHEDULER_CPU_REQUEST
            + ", because: what a leader of a quiet cluster uses}, memoryRequest: {is: "
            + Defaults.SCHEDULER_MEMORY_REQUEST
            + ", because: a leader uses about 25Mi and more with every pod}, memoryLimit: {is: "
            + Defaults.SCHEDULER_MEMORY_LIMIT
            + ", because: room for some thousand pods}}")
@SchemaCustomizer(
    value = ExtraArgsSchema.class,
    input =
        "{path: apiServer.extraArgs, field: apiServer.extraArgs, setBy: the operator, owned: \""
            + OwnedFlags.API_SERVER
            + "\", typed: \""
            + OwnedFlags.API_SERVER_TYPED
            + "\"}")
@SchemaCustomizer(
    value = ExtraArgsSchema.class,
    input =
        "{path: controllerManager.extraArgs, field: controllerManager.extraArgs,"
            + " setBy: the operator, owned: \""
            + OwnedFlags.CONTROLLER_MANAGER
            + "\", typed: \""
            + OwnedFlags.OTHERS_TYPED
            + "\"}")
@SchemaCustomizer(
    value = ExtraArgsSchema.class,
    input =
        "{path: scheduler.extraArgs, field: scheduler.extraArgs, setBy: the operator, owned: \""
            + OwnedFlags.SCHEDULER
            + "\", typed: \""
            + OwnedFlags.OTHERS_TYPED
            + "\"}")
@SchemaCustomizer(value = SchemaPatch.class, input = ManifestSource.SCHEMA)
public record FullClusterSpec(
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
            "Number of API servers, of controller managers and of schedulers, from 1 to 9. Default "
                + Defaults.CONTROL_PLANE_REPLICAS
                + ": survives the loss of any one. Every API server works; of the others one does,"
                + " and the rest stand by.")
        @Default("" + Defaults.CONTROL_PLANE_REPLICAS)
        @Min(1)
        @Max(9)
        @SpecReplicas
        @Nullable Integer replicas,
    @JsonPropertyDescription(
            "Where the cluster's objects are stored. Default: an etcd of "
                + Defaults.ETCD_REPLICAS
                + " members, on a persistent volume of "
                + Defaults.ETCD_VOLUME_SIZE
                + " each.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Etcd etcd,
    @JsonPropertyDescription(
            "Address ranges and names inside the nested cluster, and who may reach its servers.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Network network,
    @JsonPropertyDescription(
            "How the cluster's API is reached. Default: inside the management cluster only.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Endpoint endpoint,
    @JsonPropertyDescription("Settings of kube-apiserver.") @Default(Defaults.EMPTY_OBJECT)
        @Nullable ControlPlaneComponent apiServer,
    @JsonPropertyDescription("Settings of kube-controller-manager.") @Default(Defaults.EMPTY_OBJECT)
        @Nullable ControlPlaneComponent controllerManager,
    @JsonPropertyDescription("Settings of kube-scheduler.") @Default(Defaults.EMPTY_OBJECT)
        @Nullable ControlPlaneComponent scheduler,
    @JsonPropertyDescription(Addons.DESCRIPTION) @Default(Defaults.EMPTY_OBJECT)
        @Nullable Addons addons,
    @JsonPropertyDescription(ManifestSource.DESCRIPTION) @Nullable List<ManifestSource> manifests,
    @JsonPropertyDescription(Security.DESCRIPTION) @Nullable Security security,
    @JsonPropertyDescription(
            "Where the control plane's pods may run. Default: anywhere, those of one component on"
                + " different nodes where there are enough.")
        @Nullable Scheduling scheduling,
    @JsonPropertyDescription(Placement.DESCRIPTION) @Nullable Placement placement,
    @JsonPropertyDescription(
            "Running (the default) runs the control plane; Stopped keeps keys, addresses and the"
                + " data on its volumes, and nothing else.")
        @Default("Running")
        @Nullable Power power,
    @JsonPropertyDescription(
            "True: the operator leaves the cluster's objects as they are, without healing or"
                + " renewing anything, until this is false again. Default false.")
        @Default("false")
        @Nullable Boolean paused,
    @JsonPropertyDescription(
            "What becomes of data and keys when the FullCluster is deleted: Delete (the default)"
                + " removes them; Retain keeps volumes, CAs and keys together, and a new"
                + " FullCluster of the same name takes them over.")
        @Default("Delete")
        @Nullable DeletionPolicy deletionPolicy) {}
