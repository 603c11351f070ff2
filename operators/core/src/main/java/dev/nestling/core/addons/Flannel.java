package dev.nestling.core.addons;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.Rbac;
import dev.nestling.core.network.Cidr;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The network of pods across nodes. The daemon writes of each node where it is, and leads what is
 * for another node's pods there; a container beside it writes what the node's containerd reads.
 */
public final class Flannel {
  static final String NAME = "flannel";

  /** Files in the ConfigMap. */
  static final String NETWORK_FILE = "net-conf.json";

  static final String SCRIPT_FILE = "write-cni-configuration.sh";

  private static final int V6_BITS = 128;

  private Flannel() {}

  /**
   * @param image whole reference
   */
  public static List<HasMetadata> objects(NestedFacts facts, String image) {
    ConfigMap configuration = configMap(facts.network());
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(Pods.account(NAME, NAME));
    objects.add(
        Rbac.clusterRole(
            NAME,
            Rbac.rule("", List.of("nodes"), List.of("get", "list", "watch")),
            Rbac.rule("", List.of("nodes/status"), List.of("patch"))));
    objects.add(Rbac.bindClusterRole(NAME, NAME, Rbac.systemAccount(NAME)));
    objects.addAll(OwnNodePolicy.objects(NAME));
    objects.add(configuration);
    objects.add(FlannelDaemonSet.build(facts, image, configuration));
    return objects;
  }

  private static ConfigMap configMap(NestedFacts.Network network) {
    return new ConfigMapBuilder()
        .withMetadata(Pods.metadata(NAME, NAME))
        .addToData(NETWORK_FILE, json(network))
        .addToData(SCRIPT_FILE, SCRIPT)
        .build();
  }

  private static String json(NestedFacts.Network network) {
    Optional<String> v4 = ofFamily(network, false);
    Optional<String> v6 = ofFamily(network, true);
    List<String> lines = new ArrayList<>();
    lines.add("\"EnableIPv4\": " + v4.isPresent());
    v4.ifPresent(range -> lines.add("\"Network\": \"" + range + "\""));
    lines.add("\"EnableIPv6\": " + v6.isPresent());
    v6.ifPresent(range -> lines.add("\"IPv6Network\": \"" + range + "\""));
    lines.add("\"Backend\": {\"Type\": \"vxlan\"}");
    return "{\n  " + String.join(",\n  ", lines) + "\n}\n";
  }

  private static Optional<String> ofFamily(NestedFacts.Network network, boolean v6) {
    return network.podCIDRs().stream()
        .filter(
            range ->
                Cidr.parse(range).filter(it -> (it.addressBits() == V6_BITS) == v6).isPresent())
        .findFirst();
  }

  /**
   * The daemon says which part of the network is the node's, with the address of its first host;
   * the address before it is the part's own.
   */
  private static final String SCRIPT =
      """
      # Writes the network configuration of this node's containerd from what flannel found, and again when that changes.
      set -eu
      found=/run/flannel/subnet.env
      written=/etc/cni/net.d/10-nestling.conflist

      # The range of a subnet that is given with the address of its first host: 10.1.2.1/24 is of 10.1.2.0/24.
      range() {
        address=${1%/*} bits=${1#*/}
        case $address in
          *:*) echo "${address%1}/$bits" ;;
          *) echo "${address%.*}.$((${address##*.} - 1))/$bits" ;;
        esac
      }

      configuration() {
        FLANNEL_SUBNET='' FLANNEL_IPV6_SUBNET='' FLANNEL_MTU=''
        . "$found"
        ranges='' routes=''
        for subnet in $FLANNEL_SUBNET $FLANNEL_IPV6_SUBNET; do
          case $subnet in
            *:*) everywhere=::/0 ;;
            *) everywhere=0.0.0.0/0 ;;
          esac
          ranges="$ranges${ranges:+, }[{\\"subnet\\": \\"$(range "$subnet")\\"}]"
          routes="$routes${routes:+, }{\\"dst\\": \\"$everywhere\\"}"
        done
        cat <<JSON
      {
        "cniVersion": "1.0.0",
        "name": "nestling",
        "plugins": [
          {
            "type": "bridge",
            "bridge": "cni0",
            "isGateway": true,
            "hairpinMode": true,
            "mtu": $FLANNEL_MTU,
            "ipam": {"type": "host-local", "ranges": [$ranges], "routes": [$routes]}
          },
          {"type": "portmap", "capabilities": {"portMappings": true}, "snat": true}
        ]
      }
      JSON
      }

      while true; do
        if [ -s "$found" ]; then
          configuration > "$written.new"
          if cmp -s "$written.new" "$written"; then rm "$written.new"; else mv "$written.new" "$written"; fi
        fi
        sleep 5
      done
      """;
}
