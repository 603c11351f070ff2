package dev.nestling.nodepool.machines;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.objects.SecretData;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * On which machines something was done, or may have been: written before the first of it, and taken
 * away when it is undone. It survives the loss of every status, and a machine's way out of the
 * spec. It is a Secret, because whoever writes it says where the operator logs in.
 *
 * @param machines by name
 * @param unreadable entries that nobody understands, as they are: they are kept
 */
record Enrolment(Map<String, Entry> machines, Map<String, String> unreadable) {
  static final Enrolment EMPTY = new Enrolment(Map.of(), Map.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  Enrolment {
    machines = Map.copyOf(machines);
    unreadable = Map.copyOf(unreadable);
  }

  /**
   * One machine.
   *
   * @param host as it was when something was done on it last
   * @param nodeAddress at which other nodes reach it: what it was at first
   * @param leaving whether its node was drained, and it is being cleaned
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Entry(Host host, String nodeAddress, boolean leaving) {}

  /** Of all entries, those included that can't be read. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(machines.keySet());
    names.addAll(unreadable.keySet());
    return names;
  }

  boolean isEmpty() {
    return machines.isEmpty() && unreadable.isEmpty();
  }

  Secret stored(Custody custody) {
    Map<String, String> data = new TreeMap<>(unreadable);
    machines.forEach((name, entry) -> data.put(name, text(entry)));
    return new SecretBuilder()
        .withMetadata(custody.metadata())
        .withType("Opaque")
        .withData(SecretData.encode(data))
        .build();
  }

  static Enrolment of(Secret stored) {
    Map<String, Entry> machines = new TreeMap<>();
    Map<String, String> unreadable = new TreeMap<>();
    for (String name : Optional.ofNullable(stored.getData()).orElse(Map.of()).keySet()) {
      String text = SecretData.text(stored, name).orElse("");
      entry(name, text)
          .ifPresentOrElse(entry -> machines.put(name, entry), () -> unreadable.put(name, text));
    }
    return new Enrolment(machines, unreadable);
  }

  private static String text(Entry entry) {
    try {
      return JSON.writeValueAsString(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry is plain text", e);
    }
  }

  private static Optional<Entry> entry(String name, String text) {
    try {
      Entry entry = JSON.readValue(text, Entry.class);
      return Optional.of(entry)
          .filter(it -> it.nodeAddress() != null && it.host().name().equals(name))
          .filter(it -> it.host().isComplete());
    } catch (JsonProcessingException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }
}
