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

  /**
   * The default of an object whose members have defaults of their own: without it the members'
   * defaults would apply only where the user wrote the object.
   */
  static final String EMPTY_OBJECT = "{}";

  static final String POD_CIDRS = "[\"" + POD_CIDR + "\"]";
  static final String SERVICE_CIDRS = "[\"" + SERVICE_CIDR + "\"]";

  private Defaults() {}
}
