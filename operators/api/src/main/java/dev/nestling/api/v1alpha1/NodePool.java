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
 * Hardware, and what it is for.
 *
 * <p>Never gives itself a spec or a status: the framework adds its finalizer by applying a freshly
 * constructed instance, and a spec in it would overwrite the user's.
 */
@Group(NodePool.GROUP)
@Version(NodePool.VERSION)
@Kind("NodePool")
@Plural("nodepools")
@Singular("nodepool")
@ShortNames("np")
@Categories("nestling")
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.readyNodes")
@AdditionalPrinterColumn(name = "Clusters", jsonPath = ".status.hosting.clusters")
@AdditionalPrinterColumn(name = "Waiting", jsonPath = ".status.hosting.waiting")
@AdditionalPrinterColumn(name = "Free CPU", jsonPath = ".status.free.cpu")
@AdditionalPrinterColumn(name = "Free memory", jsonPath = ".status.free.memory")
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
@ValidationRule(value = ClusterName.FORM, message = NodePool.FORM_MESSAGE)
@ValidationRule(value = ClusterName.LENGTH, message = NodePool.LENGTH_MESSAGE)
@SchemaCustomizer(
    value = SchemaPatch.class,
    input =
        """
        {description: "Hardware, and what it is for: nodes of the management cluster that control planes run on, or machines that become nodes of a cluster.",
         required: [spec],
         properties: {
           spec: {description: "What is asked for; only its users write it."},
           status: {description: "What was observed; only the operator writes it."}}}
        """)
public class NodePool extends CustomResource<NodePoolSpec, NodePoolStatus> implements Namespaced {
  public static final String GROUP = LightCluster.GROUP;
  public static final String VERSION = LightCluster.VERSION;

  static final String FORM_MESSAGE =
      "metadata.name must start with a letter, end with a letter or digit and have only"
          + " lower-case letters, digits and dashes";

  static final String LENGTH_MESSAGE =
      "metadata.name must have at most 40 characters: labels of nodes are made from it";
}
