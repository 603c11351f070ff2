package dev.nestling.api.generated;

import java.util.List;

/**
 * A kind as the generated files need to know it.
 *
 * @param name such as {@code LightCluster}
 * @param plural in lower case
 * @param shortName for kubectl
 * @param columns the order in which kubectl shows the columns, after the name
 * @param installed whether {@code config/} installs the CRD; not before there is an operator
 */
public record KindUnderTest(
    String name, String plural, String shortName, List<String> columns, boolean installed) {

  public static final KindUnderTest LIGHT_CLUSTER =
      new KindUnderTest(
          "LightCluster",
          "lightclusters",
          "lc",
          List.of("Version", "Endpoint", "Ready", "Age", "Reason"),
          true);

  public static final KindUnderTest FULL_CLUSTER =
      new KindUnderTest(
          "FullCluster",
          "fullclusters",
          "fc",
          List.of("Version", "Endpoint", "Etcd", "Ready", "Age", "Reason"),
          true);

  public static final KindUnderTest NODE_POOL =
      new KindUnderTest(
          "NodePool",
          "nodepools",
          "np",
          List.of(
              "Nodes", "Clusters", "Waiting", "Free CPU", "Free memory", "Ready", "Age", "Reason"),
          true);

  /** Every kind. */
  public static List<KindUnderTest> all() {
    return List.of(LIGHT_CLUSTER, FULL_CLUSTER, NODE_POOL);
  }

  /** The kinds of cluster. */
  public static List<KindUnderTest> clusters() {
    return List.of(LIGHT_CLUSTER, FULL_CLUSTER);
  }

  /** The name of its CRD's file. */
  public String crdFile() {
    return plural + ".nestling.dev.yaml";
  }

  /** The schema of the one version of the committed CRD. */
  public SchemaNode schema() {
    return SchemaNode.ofCrd(Yaml.parse(Checkout.text(Checkout.path("crds/" + crdFile()))));
  }

  @Override
  public String toString() {
    return name;
  }
}
