package dev.nestling.kubectl.kubeconfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A kubeconfig as plain data.
 *
 * @param root the document; empty for an empty file
 */
record KubeconfigData(Map<String, Object> root) {
  static final String CURRENT = "current-context";

  private static final int NO_FOLDING = Integer.MAX_VALUE;

  /**
   * @throws UnmergeableException when it is no kubeconfig
   */
  static KubeconfigData parse(String text) throws UnmergeableException {
    Object loaded;
    try {
      loaded = new Load(LoadSettings.builder().build()).loadFromString(text);
    } catch (YamlEngineException e) {
      throw new UnmergeableException("it is not one document of YAML: " + firstLine(e));
    }
    if (loaded == null) {
      return new KubeconfigData(Map.of());
    }
    if (!(loaded instanceof Map<?, ?> map)) {
      throw new UnmergeableException("it is no kubeconfig");
    }
    Map<String, Object> root = new LinkedHashMap<>();
    map.forEach((key, value) -> root.put(String.valueOf(key), value));
    for (Section section : Section.values()) {
      Object list = root.get(section.key());
      if (list != null && !(list instanceof List<?>)) {
        throw new UnmergeableException(section.key() + " is no list");
      }
    }
    return new KubeconfigData(root);
  }

  /** The body of an entry, such as what {@code cluster} holds. */
  Optional<Object> body(Section section, String name) {
    return items(section).stream()
        .filter(item -> name.equals(nameOf(item)))
        .map(item -> item instanceof Map<?, ?> map ? map.get(section.body()) : item)
        .map(body -> body == null ? (Object) Map.of() : body)
        .findFirst();
  }

  /** The same without entries of this name, to compare what is left. */
  KubeconfigData without(String name) {
    Map<String, Object> rest = new LinkedHashMap<>(root);
    rest.remove(CURRENT);
    rest.remove("apiVersion");
    rest.remove("kind");
    for (Section section : Section.values()) {
      rest.put(
          section.key(),
          items(section).stream().filter(item -> !name.equals(nameOf(item))).toList());
    }
    return new KubeconfigData(rest);
  }

  KubeconfigData with(MergeEntry entry) {
    Map<String, Object> merged = new LinkedHashMap<>(root);
    merged.putIfAbsent("apiVersion", "v1");
    merged.putIfAbsent("kind", "Config");
    for (Section section : Section.values()) {
      List<Object> items = new ArrayList<>(items(section));
      items.removeIf(item -> entry.name().equals(nameOf(item)));
      items.add(entry.item(section));
      merged.put(section.key(), items);
    }
    return new KubeconfigData(merged);
  }

  KubeconfigData switchedTo(String context) {
    Map<String, Object> switched = new LinkedHashMap<>(root);
    switched.put(CURRENT, context);
    return new KubeconfigData(switched);
  }

  Optional<String> currentContext() {
    return root.get(CURRENT) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  String yaml() {
    return dump(root);
  }

  /** Block style, keys in their order, nothing folded. */
  static String dump(Object value) {
    return new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(NO_FOLDING)
                .build())
        .dumpToString(value);
  }

  private List<?> items(Section section) {
    return root.get(section.key()) instanceof List<?> list ? list : List.of();
  }

  private static @Nullable Object nameOf(@Nullable Object item) {
    return item instanceof Map<?, ?> map ? map.get("name") : null;
  }

  private static String firstLine(YamlEngineException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
