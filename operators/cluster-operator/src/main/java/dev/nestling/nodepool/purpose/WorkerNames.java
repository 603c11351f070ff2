package dev.nestling.nodepool.purpose;

import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.placement.WorkersDemand;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the worker nodes of a pool are called: inside their cluster by the pool, and in the
 * namespace of the hardware, where pools of many namespaces meet, by a hash as well.
 *
 * @param pool that the nodes belong to
 */
public record WorkerNames(PoolReference pool) {
  private static final int HASH_DIGITS = 10;
  private static final String RECORD = "-machines";

  /** Of everything that is made for the pool beside the hardware. */
  public String object() {
    return pool.name() + "-" + hash(pool.toString());
  }

  /** Of the Secret that says on which machines something was done for the pool. */
  public String record() {
    return object() + RECORD;
  }

  /** Of a Node inside the cluster; it stays the same whatever pod is the node. */
  public String node(int ordinal) {
    return pool.name() + "-" + ordinal;
  }

  /** Of the pods, and of all objects. */
  public Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Labels.MANAGED_BY, Labels.NESTLING);
    labels.put(Labels.NAME, "nodepool");
    labels.put(Labels.INSTANCE, pool.name());
    labels.putAll(selector());
    return labels;
  }

  /** The immutable subset that selectors use. */
  public Map<String, String> selector() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Labels.WORKER_POOL, pool.name());
    labels.put(Labels.WORKER_POOL_NAMESPACE, pool.namespace());
    labels.put(Labels.COMPONENT, WorkersDemand.WORKER);
    return labels;
  }

  /**
   * Of an object beside the hardware. No reference leads to an owner in another namespace, and so
   * an annotation says whose it is.
   *
   * @param namespace of the pool with the hardware
   */
  public ObjectMeta metadata(String name, String namespace, Owner owner) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels(labels())
        .addToAnnotations(Labels.OWNER_UID, owner.uid())
        .build();
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
