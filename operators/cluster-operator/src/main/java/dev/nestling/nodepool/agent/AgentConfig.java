package dev.nestling.nodepool.agent;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.kubeadm.YamlText;
import java.util.List;
import java.util.Optional;

/**
 * The file that tells nestlet's agent how it joins which cluster.
 *
 * @param layout where things are on the node
 * @param sandboxImage reference of the pause image
 * @param identity of the one node that the file is for; none when many share it
 */
public record AgentConfig(Layout layout, String sandboxImage, Optional<Identity> identity) {
  public static final String FILE = "agent.yaml";
  public static final String TOKEN_FILE = "token";
  public static final String CA_FILE = "ca.crt";

  /**
   * Where things are on a node; all are absolute paths.
   *
   * @param joinDir directory of the token and the authority
   * @param dataDir what the node keeps
   * @param programsDir containerd and what belongs to it
   * @param cniDirs CNI plug-ins
   * @param imagesDirs image archives
   */
  public record Layout(
      String joinDir,
      String dataDir,
      String programsDir,
      List<String> cniDirs,
      List<String> imagesDirs) {
    public Layout {
      cniDirs = List.copyOf(cniDirs);
      imagesDirs = List.copyOf(imagesDirs);
    }
  }

  /** Name and address of a node. */
  public record Identity(String name, String address) {}

  /** The file's content. */
  public String render(NestedFacts facts) {
    var network = facts.network();
    return """
        apiVersion: nestlet.nestling.dev/v1alpha1
        kind: AgentConfiguration
        dataDir: %s
        server:
          url: %s
          caFile: %s/%s
          tokenFile: %s/%s
        %sclusterDNS: %s
        dnsDomain: %s
        podCIDRs: %s
        containerd:
          binariesDir: %s
          sandboxImage: %s
        cniBinaryDirs: %s
        cniConfDir: /etc/cni/net.d
        imagesDirs: %s
        resolvConf: /etc/resolv.conf
        kubeProxy: false
        """
        .formatted(
            layout.dataDir(),
            YamlText.quoted(facts.apiUrl()),
            layout.joinDir(),
            CA_FILE,
            layout.joinDir(),
            TOKEN_FILE,
            identity.map(AgentConfig::node).orElse(""),
            YamlText.quoted(network.dnsAddresses().getFirst()),
            YamlText.quoted(network.dnsDomain()),
            YamlText.list(network.podCIDRs()),
            layout.programsDir(),
            YamlText.quoted(sandboxImage),
            YamlText.list(layout.cniDirs()),
            YamlText.list(layout.imagesDirs()));
  }

  private static String node(Identity identity) {
    return "node: {name: %s, ip: %s}\n"
        .formatted(YamlText.quoted(identity.name()), YamlText.quoted(identity.address()));
  }
}
