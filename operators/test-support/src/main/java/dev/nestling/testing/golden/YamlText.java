package dev.nestling.testing.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/**
 * One way to write YAML, so that equal values are equal texts: map keys sorted (a {@code Map.of}
 * has no order of its own), long texts as blocks that a person can read. Values pass the client's
 * own serialization, so the text shows what an API server would get.
 */
final class YamlText {
  private static final ObjectMapper VALUES =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final KubernetesSerialization KUBERNETES =
      new KubernetesSerialization(VALUES, false);
  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setIndicatorIndent(0)
          .setSplitLines(false)
          .build();

  /** Texts that a YAML 1.1 reader such as kubectl takes for a boolean, a number or a time. */
  private static final Pattern LOOKS_LIKE_ANOTHER_TYPE =
      Pattern.compile(
          "(?i)y|n|yes|no|on|off|true|false|null|~|[-+.]?\\d[\\d_.:exo+-]*|\\d{4}-\\d\\d-\\d\\d.*");

  private YamlText() {}

  static String of(Object value) {
    Object plain = KUBERNETES.convertValue(tree(value), Object.class);
    return new Dump(SETTINGS, new BlockTexts()).dumpToString(plain);
  }

  static JsonNode parse(String text) {
    return tree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  static JsonNode tree(Object value) {
    return VALUES.valueToTree(value);
  }

  static <T> T value(JsonNode tree, Class<T> type) {
    return KUBERNETES.convertValue(tree, type);
  }

  /**
   * The first field of {@code written} that {@code read} has lost, as a path: a misspelt field in a
   * scenario would otherwise be dropped silently.
   */
  static Optional<String> firstLostField(JsonNode written, JsonNode read) {
    if (written.isObject()) {
      for (var field : written.properties()) {
        JsonNode kept = read.path(field.getKey());
        if (kept.isMissingNode()) {
          if (!field.getValue().isNull() && !isEmptyContainer(field.getValue())) {
            return Optional.of(field.getKey());
          }
          continue;
        }
        Optional<String> below = firstLostField(field.getValue(), kept);
        if (below.isPresent()) {
          return below.map(path -> field.getKey() + "." + path);
        }
      }
    }
    for (int i = 0; written.isArray() && i < written.size(); i++) {
      Optional<String> below = firstLostField(written.get(i), read.path(i));
      if (below.isPresent()) {
        String index = "[" + i + "].";
        return below.map(path -> index + path);
      }
    }
    return Optional.empty();
  }

  private static boolean isEmptyContainer(JsonNode node) {
    return node.isContainerNode() && node.isEmpty();
  }

  private static final class BlockTexts extends StandardRepresenter {
    BlockTexts() {
      super(SETTINGS);
      representers.put(String.class, text -> represent((String) text));
    }

    private Node represent(String text) {
      return representScalar(Tag.STR, text, style(text));
    }

    private static ScalarStyle style(String text) {
      if (text.contains("\n")) {
        return ScalarStyle.LITERAL;
      }
      return LOOKS_LIKE_ANOTHER_TYPE.matcher(text).matches()
          ? ScalarStyle.SINGLE_QUOTED
          : ScalarStyle.PLAIN;
    }
  }
}
