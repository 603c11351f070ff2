package dev.nestling.api.v1alpha1;

/** The condition types of the cluster kinds. */
public final class ConditionTypes {
  /** An authenticated request with the published credentials was answered at the Service. */
  public static final String READY = "Ready";

  /** The API server answers; as in the Cluster API control-plane contract. */
  public static final String AVAILABLE = "Available";

  /** The operator is changing something, or waits for something it names. */
  public static final String PROGRESSING = "Progressing";

  /** Every key and certificate is there, belongs together and is not about to expire. */
  public static final String KEYS_VALID = "KeysValid";

  /** The published outside address was reached. */
  public static final String ENDPOINT_REACHABLE = "EndpointReachable";

  /** The spec makes sense in this world; False says which field or object does not. */
  public static final String VALID = "Valid";

  /** The running template is the one that this operator would make today. */
  public static final String UP_TO_DATE = "UpToDate";

  /** Every etcd member that is asked for votes and is healthy, and etcd raises no alarm. */
  public static final String ETCD_HEALTHY = "EtcdHealthy";

  /** What the operator keeps inside the nested cluster is there. */
  public static final String ADDONS_READY = "AddonsReady";

  /** The API server has the keys of every issuer of tokens; there is none without issuers. */
  public static final String ISSUERS_READY = "IssuersReady";

  /** The node pool has granted the room; there is none without {@code spec.placement}. */
  public static final String PLACED = "Placed";

  private ConditionTypes() {}
}
