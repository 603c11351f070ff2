package dev.nestling.core.objects;

/** What an object is for: the value of its label {@code app.kubernetes.io/component}. */
public enum Role {
  API("api"),
  SERVER("server"),
  API_SERVER("apiserver"),
  CONTROLLER_MANAGER("controller-manager"),
  SCHEDULER("scheduler"),
  ETCD("etcd"),
  DATASTORE("datastore"),
  KEYS("keys"),
  ACCESS("access");

  private final String component;

  Role(String component) {
    this.component = component;
  }

  public String component() {
    return component;
  }
}
