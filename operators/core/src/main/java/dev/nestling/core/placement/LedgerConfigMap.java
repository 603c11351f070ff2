package dev.nestling.core.placement;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A ledger as the object that it is stored in: a ConfigMap beside the pool, with an entry of JSON
 * per claimant's UID.
 */
public final class LedgerConfigMap {
  /** Label of every ledger: what watches select. */
  public static final String LABEL = "nestling.dev/node-pool-grants";

  /** Its value. */
  public static final String LABELLED = "true";

  /** Far more than any component has. */
  private static final int MOST_PODS = 1000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private LedgerConfigMap() {}

  /** The name of a pool's ledger. */
  public static String name(PoolReference pool) {
    return pool.name() + "-grants";
  }

  public static ConfigMap build(Owner owner, PoolReference pool, Ledger ledger) {
    Map<String, String> data = new TreeMap<>();
    ledger.entries().forEach((uid, entry) -> data.put(uid, text(Stored.of(entry))));
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name(pool))
        .withNamespace(pool.namespace())
        .addToLabels(Labels.MANAGED_BY, Labels.NESTLING)
        .addToLabels(LABEL, LABELLED)
        .withOwnerReferences(owner.toOwnerReference())
        .endMetadata()
        .withData(data)
        .build();
  }

  /** The pool that a ledger belongs to. */
  public static Optional<PoolReference> pool(ConfigMap stored) {
    return Owner.controllerOf(stored)
        .map(owner -> new PoolReference(stored.getMetadata().getNamespace(), owner.getName()));
  }

  /** Whether watches find it. */
  public static boolean isLabelled(ConfigMap stored) {
    return Optional.ofNullable(stored.getMetadata().getLabels())
        .map((Map<String, String> labels) -> labels.get(LABEL))
        .filter(LABELLED::equals)
        .isPresent();
  }

  /** What is stored; an entry that can't be read is none, and its claimant asks again. */
  public static Ledger read(ConfigMap stored) {
    Map<String, Ledger.Entry> entries = new TreeMap<>();
    if (stored.getData() != null) {
      stored
          .getData()
          .forEach(
              (uid, text) -> {
                Ledger.@Nullable Entry entry = entry(uid, text);
                if (entry != null) {
                  entries.put(uid, entry);
                }
              });
    }
    return Ledger.of(entries);
  }

  private static String text(Stored stored) {
    try {
      return JSON.writeValueAsString(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a ledger's entry is plain text and numbers", e);
    }
  }

  private static Ledger.@Nullable Entry entry(String uid, String text) {
    try {
      return JSON.readValue(text, Stored.class).toEntry(uid);
    } catch (JsonProcessingException | RuntimeException unreadable) {
      return null;
    }
  }

  /** The shape of an entry. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Stored(
      String kind,
      String namespace,
      String name,
      @Nullable Map<String, StoredComponent> granted,
      @Nullable List<String> machines,
      @Nullable String reason,
      @Nullable String message) {

    static Stored of(Ledger.Entry entry) {
      Claimant by = entry.claimant();
      return switch (entry.answer()) {
        case PoolAnswer.Granted granted ->
            new Stored(
                by.kind(),
                by.namespace(),
                by.name(),
                components(granted.demand()),
                granted.machines().isEmpty() ? null : granted.machines(),
                null,
                null);
        case PoolAnswer.Refused refused ->
            new Stored(
                by.kind(),
                by.namespace(),
                by.name(),
                null,
                null,
                refused.problem().reason(),
                refused.problem().message());
      };
    }

    private static Map<String, StoredComponent> components(Demand demand) {
      Map<String, StoredComponent> components = new LinkedHashMap<>();
      demand.components().forEach((name, one) -> components.put(name, StoredComponent.of(one)));
      return components;
    }

    Ledger.Entry toEntry(String uid) {
      if (kind == null || namespace == null || name == null) {
        throw new IllegalArgumentException("an entry without a claimant");
      }
      Claimant claimant = new Claimant(kind, namespace, name, uid);
      if (granted != null) {
        Map<String, Demand.Component> components = new TreeMap<>();
        granted.forEach((component, stored) -> components.put(component, stored.toComponent()));
        return new Ledger.Entry(
            claimant,
            new PoolAnswer.Granted(Demand.of(components), machines == null ? List.of() : machines));
      }
      if (reason == null || message == null) {
        throw new IllegalArgumentException("an entry without an answer");
      }
      return new Ledger.Entry(claimant, new PoolAnswer.Refused(new Problem(reason, message)));
    }
  }

  /** Pods of one kind, with quantities as Kubernetes writes them. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record StoredComponent(
      int replicas, int surge, boolean apart, String cpu, String memory) {
    static StoredComponent of(Demand.Component component) {
      return new StoredComponent(
          component.replicas(),
          component.surge(),
          component.apart(),
          component.pod().cpu().toString(),
          component.pod().memoryQuantity().toString());
    }

    Demand.Component toComponent() {
      if (replicas < 0 || surge < 0 || replicas > MOST_PODS || surge > MOST_PODS) {
        throw new IllegalArgumentException("no number of pods");
      }
      return new Demand.Component(
          replicas,
          surge,
          apart,
          Amount.ofPod(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory))));
    }
  }
}
