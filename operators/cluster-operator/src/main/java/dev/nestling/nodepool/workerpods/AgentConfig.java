package dev.nestling.nodepool.workerpods;

import dev.nestling.core.kubeadm.YamlText;
import java.util.ArrayList;
import java.util.List;

/** The file that tells nestlet's agent what node it is: one for all nodes of a pool. */
final class AgentConfig {
  static final String FILE = "agent.yaml";
  static final String TOKEN_FILE = "token";
  static final String CA_FILE = "ca.crt";

  /** Where the files are in the pod. */
  static final String DIRECTORY = "/etc/nestling/join";

  static final String DATA_DIR = "/var/lib/nestling";

  /** Archives of the hardware's. */
  static final String ARCHIVES_DIR = "/var/lib/nestling-images";

  /** Archives of the node's own image. */
  private static final String OWN_ARCHIVES_DIR = "/usr/local/share/nestling/images";

  private AgentConfig() {}

  static String render(WorkerTemplate template) {
    var network = template.facts().network();
    List<String> archives = new ArrayList<>(List.of(OWN_ARCHIVES_DIR));
    if (template.terms().imageArchives().isPresent()) {
      archives.add(ARCHIVES_DIR);
    }
    return """
        apiVersion: nestlet.nestling.dev/v1alpha1
        kind: AgentConfiguration
        dataDir: %s
        server:
          url: %s
          caFile: %s/%s
          tokenFile: %s/%s
        clusterDNS: %s
        dnsDomain: %s
        podCIDRs: %s
        containerd:
          binariesDir: /usr/local/bin
          sandboxImage: %s
        cniConfDir: /etc/cni/net.d
        imagesDirs: %s
        resolvConf: /etc/resolv.conf
        kubeProxy: false
        """
        .formatted(
            DATA_DIR,
            YamlText.quoted(template.facts().apiUrl()),
            DIRECTORY,
            CA_FILE,
            DIRECTORY,
            TOKEN_FILE,
            YamlText.quoted(network.dnsAddresses().getFirst()),
            YamlText.quoted(network.dnsDomain()),
            YamlText.list(network.podCIDRs()),
            YamlText.quoted(template.pauseImage()),
            YamlText.list(archives));
  }
}
