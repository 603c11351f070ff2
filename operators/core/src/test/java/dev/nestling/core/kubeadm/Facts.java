package dev.nestling.core.kubeadm;

import java.util.List;

/** Clusters to build objects for. */
public final class Facts {
  private Facts() {}

  public static NestedFacts v4() {
    return facts("https://10.1.2.3:6443", List.of("10.180.0.0/16"), List.of("10.181.0.0/16"));
  }

  public static NestedFacts dualStack() {
    return facts(
        "https://demo.example.org:31443",
        List.of("10.180.0.0/16", "fd00:180::/56"),
        List.of("10.181.0.0/16", "fd00:181::/112"));
  }

  public static NestedFacts v6() {
    return facts("https://[fd00::5]:6443", List.of("fd00:180::/56"), List.of("fd00:181::/112"));
  }

  static NestedFacts facts(String apiUrl, List<String> pods, List<String> services) {
    return new NestedFacts(
        "demo",
        "v1.36.3",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        apiUrl,
        new NestedFacts.Network(pods, services, "cluster.local"));
  }
}
