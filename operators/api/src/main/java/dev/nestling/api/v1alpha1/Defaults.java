package dev.nestling.api.v1alpha1;

/**
 * The values of everything that a user leaves out. The schema's defaults and {@link EffectiveSpec}
 * are both made from these constants; a test says that they agree.
 */
public final class Defaults {
  public static final String VERSION = SupportedVersions.NEWEST;
  public static final String VOLUME_SIZE = "1Gi";
  public static final String POD_CIDR = "10.180.0.0/16";
  public static final String SERVICE_CIDR = "10.181.0.0/16";
  public static final String DNS_DOMAIN = "cluster.local";
  public static final String CPU_REQUEST = "50m";
  public static final String MEMORY_REQUEST = "256Mi";
  public static final String MEMORY_LIMIT = "512Mi";

  public static final int CONTROL_PLANE_REPLICAS = 2;
  public static final String API_SERVER_CPU_REQUEST = "100m";
  public static final String API_SERVER_MEMORY_REQUEST = "256Mi";
  public static final String API_SERVER_MEMORY_LIMIT = "2Gi";
  public static final String CONTROLLER_MANAGER_CPU_REQUEST = "50m";
  public static final String CONTROLLER_MANAGER_MEMORY_REQUEST = "64Mi";
  public static final String CONTROLLER_MANAGER_MEMORY_LIMIT = "512Mi";
  public static final String SCHEDULER_CPU_REQUEST = "25m";
  public static final String SCHEDULER_MEMORY_REQUEST = "48Mi";
  public static final String SCHEDULER_MEMORY_LIMIT = "256Mi";
  public static final int ETCD_REPLICAS = 3;
  public static final String ETCD_VOLUME_SIZE = "8Gi";
  public static final String ETCD_CPU_REQUEST = "100m";
  public static final String ETCD_MEMORY_REQUEST = "128Mi";
  public static final String ETCD_MEMORY_LIMIT = "2Gi";

  /**
   * The default of an object whose members have defaults of their own: without it the members'
   * defaults would apply only where the user wrote the object.
   */
  static final String EMPTY_OBJECT = "{}";

  static final String POD_CIDRS = "[\"" + POD_CIDR + "\"]";
  static final String SERVICE_CIDRS = "[\"" + SERVICE_CIDR + "\"]";

  private Defaults() {}
}
