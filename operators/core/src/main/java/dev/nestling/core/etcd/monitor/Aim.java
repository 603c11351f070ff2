package dev.nestling.core.etcd.monitor;

import dev.nestling.core.https.HttpsTarget;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whom to ask, and what was known when that was decided. Two aims are equal when nothing has
 * changed between them: then what was answered to one is an answer to the other.
 *
 * @param endpoints of the pods that exist, by name
 * @param world what of the management cluster's objects a decision depends on; compared, not read
 */
public record Aim(SortedMap<String, HttpsTarget> endpoints, Object world) {
  public Aim {
    endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
  }
}
