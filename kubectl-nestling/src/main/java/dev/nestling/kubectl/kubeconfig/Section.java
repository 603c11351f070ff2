package dev.nestling.kubectl.kubeconfig;

/** The three lists of a kubeconfig. */
enum Section {
  CLUSTERS("clusters", "cluster"),
  USERS("users", "user"),
  CONTEXTS("contexts", "context");

  private final String key;
  private final String body;

  Section(String key, String body) {
    this.key = key;
    this.body = body;
  }

  /** The list's key. */
  String key() {
    return key;
  }

  /** The key of what an entry holds, beside its name. */
  String body() {
    return body;
  }
}
