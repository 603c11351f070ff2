package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.testing.apiserver.ListTypes.ListType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields an object has, as paths with values, and the {@code fieldsV1} form of such sets.
 *
 * <p>Leaves are scalars, lists that are replaced whole, empty objects and the items of keyed lists
 * (the item itself beside its fields).
 */
final class FieldSets {
  /** Metadata that nobody but the server writes. */
  static final Set<String> SERVERS_METADATA =
      Set.of(
          "name",
          "namespace",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generateName",
          "selfLink",
          "managedFields");

  private FieldSets() {}

  /** The fields that somebody can own: all but the type and the server's own metadata. */
  static Map<FieldPath, JsonNode> ownable(JsonNode object, ListTypes lists) {
    Map<FieldPath, JsonNode> leaves = new LinkedHashMap<>();
    for (var field : object.properties()) {
      switch (field.getKey()) {
        case "apiVersion", "kind" -> {}
        case "metadata" -> {
          FieldPath metadata = FieldPath.ROOT.field("metadata");
          for (var entry : field.getValue().properties()) {
            if (!SERVERS_METADATA.contains(entry.getKey())) {
              collect(entry.getValue(), metadata.field(entry.getKey()), lists, leaves);
            }
          }
        }
        default -> collect(field.getValue(), FieldPath.ROOT.field(field.getKey()), lists, leaves);
      }
    }
    return leaves;
  }

  private static void collect(
      JsonNode node, FieldPath path, ListTypes lists, Map<FieldPath, JsonNode> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      for (var field : node.properties()) {
        collect(field.getValue(), path.field(field.getKey()), lists, leaves);
      }
    } else if (node.isArray() && !node.isEmpty()) {
      switch (lists.at(path.fieldNames())) {
        case ListType.Atomic atomic -> leaves.put(path, node);
        case ListType.ValueSet set -> node.forEach(v -> leaves.put(path.value(v), v));
        case ListType.ByKeys byKeys -> {
          for (JsonNode item : node) {
            FieldPath itemPath = path.item(byKeys.keyOf(item));
            leaves.put(itemPath, JsonNodeFactory.instance.objectNode());
            collect(item, itemPath, lists, leaves);
          }
        }
      }
    } else {
      leaves.put(path, node);
    }
  }

  static ObjectNode toFieldsV1(Set<FieldPath> paths) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    for (FieldPath path : paths) {
      ObjectNode node = root;
      for (String element : path.elements()) {
        node = node.withObject("/" + element.replace("~", "~0").replace("/", "~1"));
      }
      if (path.isListItem() && path.last().startsWith("k:")) {
        node.putObject(".");
      }
    }
    return root;
  }

  static Set<FieldPath> fromFieldsV1(JsonNode fields) {
    Set<FieldPath> paths = new LinkedHashSet<>();
    addFrom(fields, FieldPath.ROOT, paths);
    return paths;
  }

  private static void addFrom(JsonNode fields, FieldPath path, Set<FieldPath> paths) {
    if (fields.isEmpty() && !path.elements().isEmpty()) {
      paths.add(path);
    }
    for (var field : fields.properties()) {
      if (field.getKey().equals(".")) {
        paths.add(path);
      } else {
        addFrom(field.getValue(), path.plus(field.getKey()), paths);
      }
    }
  }

  /** The node at a path. */
  static Optional<JsonNode> get(JsonNode root, FieldPath path, ListTypes lists) {
    JsonNode node = root;
    FieldPath at = FieldPath.ROOT;
    for (String element : path.elements()) {
      if (element.startsWith("f:")) {
        node = node.path(element.substring(2));
      } else {
        int index = indexOf(node, element, lists.at(at.fieldNames()));
        node = node.path(index);
      }
      at = at.plus(element);
    }
    return node.isMissingNode() ? Optional.empty() : Optional.of(node);
  }

  /** Removes the node at a path, and the containers that it leaves empty. */
  static void remove(ObjectNode root, FieldPath path, ListTypes lists) {
    FieldPath doomed = path;
    while (!doomed.elements().isEmpty()) {
      FieldPath parentPath = doomed.parent();
      Optional<JsonNode> parent = get(root, parentPath, lists);
      if (parent.isEmpty()) {
        return;
      }
      if (parent.get() instanceof ObjectNode object) {
        object.remove(doomed.last().substring(2));
      } else if (parent.get() instanceof ArrayNode array) {
        int index = indexOf(array, doomed.last(), lists.at(parentPath.fieldNames()));
        if (index >= 0) {
          array.remove(index);
        }
      }
      if (!parent.get().isEmpty() || parentPath.elements().size() < 2) {
        return;
      }
      doomed = parentPath;
    }
  }

  private static int indexOf(JsonNode list, String element, ListType type) {
    for (int i = 0; list.isArray() && i < list.size(); i++) {
      String here =
          switch (type) {
            case ListType.ByKeys byKeys -> "k:" + byKeys.keyOf(list.get(i));
            case ListType.ValueSet set -> "v:" + list.get(i);
            case ListType.Atomic atomic -> "";
          };
      if (here.equals(element)) {
        return i;
      }
    }
    return -1;
  }

  /** Paths as a person reads them. */
  static List<String> readable(Set<FieldPath> paths) {
    return paths.stream().map(FieldPath::toString).sorted().toList();
  }
}
