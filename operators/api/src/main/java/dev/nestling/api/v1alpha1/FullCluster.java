package dev.nestling.api.v1alpha1;

import dev.nestling.api.schema.SchemaPatch;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A highly available control plane of upstream components.
 *
 * <p>Never gives itself a spec or a status: the framework adds its finalizer by applying a freshly
 * constructed instance, and a spec in it would overwrite the user's.
 */
@Group(FullCluster.GROUP)
@Version(FullCluster.VERSION)
@Kind("FullCluster")
@Plural("fullclusters")
@Singular("fullcluster")
@ShortNames("fc")
@Categories("nestling")
@AdditionalPrinterColumn(name = "Version", jsonPath = ".status.version")
@AdditionalPrinterColumn(name = "Endpoint", jsonPath = ".status.endpoint.url")
@AdditionalPrinterColumn(name = "Etcd", jsonPath = ".status.etcd.ready")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    priority = 1)
@ValidationRule(value = ClusterName.FORM, message = ClusterName.FORM_MESSAGE)
@ValidationRule(value = ClusterName.LENGTH, message = ClusterName.LENGTH_MESSAGE)
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {description: "A highly available Kubernetes control plane of upstream components: etcd members, API servers, controller managers and schedulers in pods of their own. The smallest useful one is a name and an empty spec.",
         properties: {
           spec: {default: {}, description: "What is asked for; only its users write it."},
           status: {description: "What was observed; only the operator writes it."}}}
        """)
public class FullCluster extends CustomResource<FullClusterSpec, FullClusterStatus>
    implements Namespaced {
  public static final String GROUP = LightCluster.GROUP;
  public static final String VERSION = LightCluster.VERSION;
}
