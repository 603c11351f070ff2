package dev.nestling.core.references;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML as kubectl does: where YAML 1.2 differs from the 1.1 that people's manifests are
 * written in, a file's mode of 0644 would silently become another one.
 */
final class KubernetesYaml {
  private static final Pattern BOOLEAN =
      Pattern.compile("y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF");
  private static final Pattern TRUE = Pattern.compile("true|y|yes|on");
  private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-7]+");

  /** What aliases stand for is copied: a few of them, one within the other, are a lot of text. */
  private static final int MOST_ALIASES = 10;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new Schema())
          .setMaxAliasesForCollections(MOST_ALIASES)
          .build();

  private KubernetesYaml() {}

  /** More is in a text than its reader has memory for. */
  static final class TooLargeException extends Exception {
    TooLargeException(int most) {
      super("it has more than " + most + " values");
    }
  }

  /**
   * How many values are in a text, those of maps and lists and all keys included. A value takes a
   * hundred times its length in memory while it is read, so this is known before anything is.
   *
   * @throws TooLargeException when there are more than that
   */
  static int size(String text, int most) throws TooLargeException {
    int size = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      if (event instanceof NodeEvent && ++size > most) {
        throw new TooLargeException(most);
      }
    }
    return size;
  }

  /**
   * Maps with texts as keys, lists and scalars; null for an empty document. One text is read at a
   * time, whoever asks, so that what that takes does not add up.
   */
  static List<@Nullable Object> documents(String text) {
    synchronized (KubernetesYaml.class) {
      return read(text);
    }
  }

  private static List<@Nullable Object> read(String text) {
    List<@Nullable Object> documents = new ArrayList<>();
    for (Object document : new Load(SETTINGS).loadAllFromString(text)) {
      documents.add(plain(document));
    }
    return documents;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      map.forEach((key, member) -> result.put(String.valueOf(key), plain(member)));
      return result;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> result = new ArrayList<>();
      list.forEach(element -> result.add(plain(element)));
      return result;
    }
    return value;
  }

  private static final class Schema extends CoreSchema {
    @Override
    public ScalarResolver getScalarResolver() {
      CoreScalarResolver resolver = new CoreScalarResolver(true);
      resolver.addImplicitResolver(Tag.BOOL, BOOLEAN, "yYnNoO");
      return resolver;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      Map<Tag, ConstructNode> constructors = new HashMap<>(super.getSchemaTagConstructors());
      ConstructNode number = constructors.get(Tag.INT);
      constructors.put(Tag.BOOL, node -> TRUE.matcher(lowerCase(node)).matches());
      constructors.put(Tag.INT, node -> integer(node, number));
      return constructors;
    }

    private static String lowerCase(Node node) {
      return ((ScalarNode) node).getValue().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object integer(Node node, @Nullable ConstructNode otherwise) {
      String text = ((ScalarNode) node).getValue();
      if (OCTAL.matcher(text).matches()) {
        return new BigInteger(text.replace("+", ""), 8);
      }
      return otherwise == null ? text : otherwise.construct(node);
    }
  }
}
