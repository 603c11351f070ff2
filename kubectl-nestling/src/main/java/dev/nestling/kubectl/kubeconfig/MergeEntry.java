package dev.nestling.kubectl.kubeconfig;

import dev.nestling.core.kubeconfig.Kubeconfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is merged: a cluster, a user and a context of one name.
 *
 * @param name of all three
 * @param kubeconfig the address and the credentials
 * @param origin whose they are
 */
public record MergeEntry(String name, Kubeconfig kubeconfig, Origin origin) {

  /** The entry of a list as data, in the order of its keys. */
  Map<String, Object> item(Section section) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put(section.body(), body(section));
    item.put("name", name);
    return item;
  }

  private Map<String, Object> body(Section section) {
    Map<String, Object> body = new LinkedHashMap<>();
    switch (section) {
      case CLUSTERS -> {
        Kubeconfig.Server server = kubeconfig.server();
        body.put("certificate-authority-data", base64(server.caPem()));
        body.put("extensions", origin.extensions());
        body.put("server", server.url());
        server.tlsServerName().ifPresent(it -> body.put("tls-server-name", it));
      }
      case USERS -> {
        body.put(
            "client-certificate-data", base64(kubeconfig.user().credentials().certificatePem()));
        body.put("client-key-data", base64(kubeconfig.user().credentials().privateKeyPem()));
        body.put("extensions", origin.extensions());
      }
      case CONTEXTS -> {
        body.put("cluster", name);
        body.put("extensions", origin.extensions());
        body.put("user", name);
      }
    }
    return body;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
