package dev.nestling.test.api.hostile;

import dev.nestling.test.api.Fixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Objects that somebody applies one after the other to get beyond his namespace. The file's comment
 * lines say what he tries, what becomes of it ({@code refused: <words>} of the last object, or
 * {@code harmless}), and whether he has a role beside {@code edit} ({@code as: nodepool-editor}).
 *
 * <p>Words in capitals are filled in: {@code TENANT} and {@code VICTIM} are namespaces, {@code
 * VICTIM-UID} is a cluster in the latter, {@code OWN-UID} the first of the objects itself, {@code
 * TRAP} and {@code TRAP-2} are ports of the operator's machine, {@code REPEAT(n,text)} is long.
 *
 * @param name of the file, without its ending
 * @param refusal what the API server says; none of what is taken
 * @param withPools whether he may make pools
 * @param documents in YAML
 */
record Attack(String name, Optional<String> refusal, boolean withPools, List<String> documents) {
  private static final String REFUSED = "refused: ";
  private static final String HARMLESS = "harmless";
  private static final String ROLE = "as: nodepool-editor";
  private static final Pattern REPEAT = Pattern.compile("REPEAT\\((\\d+),(.*?)\\)");

  static List<Attack> all() {
    return Fixture.in("hostile").stream().map(Attack::of).toList();
  }

  private static Attack of(Fixture fixture) {
    List<String> comments = fixture.refusals();
    boolean withPools = comments.contains(ROLE);
    if (comments.size() != (withPools ? 3 : 2)) {
      throw new IllegalStateException(fixture.name() + " has to say what it tries, and its end");
    }
    String end = comments.get(1);
    if (!end.equals(HARMLESS) && !end.startsWith(REFUSED)) {
      throw new IllegalStateException(fixture.name() + ": neither refused nor harmless: " + end);
    }
    return new Attack(
        fixture.name().replace(".yaml", ""),
        end.equals(HARMLESS) ? Optional.empty() : Optional.of(end.substring(REFUSED.length())),
        withPools,
        fixture.documents());
  }

  /** With these in place of the words. */
  static String filled(String document, Map<String, String> words) {
    String text = REPEAT.matcher(document).replaceAll(Attack::repeated);
    for (Map.Entry<String, String> word : words.entrySet()) {
      text = text.replace(word.getKey(), word.getValue());
    }
    return text;
  }

  private static String repeated(MatchResult found) {
    return Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1))));
  }
}
