package dev.nestling.core.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nestling.core.nested.api.NestedApi;
import java.util.Set;

/**
 * What an object's metadata says about whose it is.
 *
 * @param uid of this very object, not of its name
 * @param resourceVersion of what was read
 * @param applied whether we are among those who apply it
 * @param shared whether somebody else is, or it has a controller
 * @param deleting whether it is on its way out
 */
record LiveObject(
    String uid, String resourceVersion, boolean applied, boolean shared, boolean deleting) {
  /** The name that our fields are managed under. */
  static final String MANAGER = NestedApi.MANAGER;

  /** Tools that own whole objects, but not by server-side apply. */
  private static final Set<String> OWNERS_BY_UPDATE = Set.of("kubectl-client-side-apply", "helm");

  static LiveObject of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    boolean applied = false;
    boolean shared = false;
    for (JsonNode fields : metadata.path("managedFields")) {
      boolean ours = fields.path("manager").asText("").equals(MANAGER);
      applied |= ours && appliesWhole(fields);
      shared |= !ours && ownsWhole(fields);
    }
    for (JsonNode owner : metadata.path("ownerReferences")) {
      shared |= owner.path("controller").asBoolean();
    }
    return new LiveObject(
        metadata.path("uid").asText(""),
        metadata.path("resourceVersion").asText(""),
        applied,
        shared,
        metadata.hasNonNull("deletionTimestamp"));
  }

  private static boolean ownsWhole(JsonNode fields) {
    return appliesWhole(fields)
        || OWNERS_BY_UPDATE.contains(
            fields.path("manager").asText("").toLowerCase(java.util.Locale.ROOT));
  }

  /** Controllers apply statuses. */
  private static boolean appliesWhole(JsonNode fields) {
    return fields.path("operation").asText("").equals("Apply")
        && fields.path("subresource").asText("").isEmpty();
  }
}
