package dev.nestling.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** What the operator keeps inside the nested cluster besides what joining nodes needs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Addons(
    @JsonPropertyDescription("Cluster DNS, at the tenth address of the service range.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Addon coreDNS,
    @JsonPropertyDescription(
            "kube-proxy on every node. Switch it off for a network that does its work.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Addon kubeProxy,
    @JsonPropertyDescription(
            "The nodes' end of the tunnel through which logs, exec, port-forward, webhooks and"
                + " aggregated APIs work. It calls the API's address: that of a LightCluster at the"
                + " API's own port, that of a FullCluster at port 8132.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Addon konnectivityAgent,
    @JsonPropertyDescription(
            "The network of pods across nodes: flannel with VXLAN (UDP port 8472 between nodes)."
                + " Switch it off to bring one's own. Nodes need the CNI plug-ins bridge, host-local"
                + " and portmap, as kubeadm's packages bring them.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Addon flannel,
    @JsonPropertyDescription(
            "Volumes in directories of the node that the pod is on, /opt/local-path-provisioner: the"
                + " provisioner and the StorageClass local-path. The class is made once, as the"
                + " default unless there is another one, and yours to change from then on. A pod"
                + " stays with its volume's node, and the size of a volume is not enforced.")
        @Default(Defaults.EMPTY_OBJECT)
        @Nullable Addon localPathProvisioner) {

  static final String DESCRIPTION =
      "What is kept inside the nested cluster for its nodes and pods; each part can be switched"
          + " off.";

  /** One add-on. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Addon(
      @JsonPropertyDescription(
              "True (the default): the operator applies the add-on and repairs it every few"
                  + " minutes; false removes what it applied.")
          @Default("true")
          @Nullable Boolean enabled) {}
}
