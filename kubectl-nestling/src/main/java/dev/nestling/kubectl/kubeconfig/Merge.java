package dev.nestling.kubectl.kubeconfig;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Puts an entry into the text of a kubeconfig. Whatever else is in it stays as it is, to the byte:
 * people keep comments there, and keys that nobody else has.
 *
 * @param entry what is merged
 * @param makeCurrent whether it is what kubectl uses from then on
 */
public record Merge(MergeEntry entry, boolean makeCurrent) {
  private static final String UNSAFE =
      "it is written in a form that can't be edited safely; name another file with --merge=FILE";

  /**
   * The text with the entry in it, or in place of what was merged from the same cluster before.
   *
   * @throws UnmergeableException when the name is somebody else's, or the text can't be edited
   *     without losing something
   */
  public String into(String text) throws UnmergeableException {
    KubeconfigData before = KubeconfigData.parse(text);
    checkOurs(before);
    String merged = text(text, before);
    checkRest(before, KubeconfigData.parse(merged));
    return merged;
  }

  /** Whether a text has an entry of the name, whoever made it. */
  public boolean isKnownTo(String text) throws UnmergeableException {
    KubeconfigData data = KubeconfigData.parse(text);
    return data.body(Section.CONTEXTS, entry.name()).isPresent();
  }

  /**
   * Fails where an entry of the name is not of this very cluster.
   *
   * @param text another file of the list in {@code KUBECONFIG}, or the file itself
   */
  public void checkOurs(String text) throws UnmergeableException {
    checkOurs(KubeconfigData.parse(text));
  }

  private void checkOurs(KubeconfigData data) throws UnmergeableException {
    for (Section section : Section.values()) {
      Optional<Object> found = data.body(section, entry.name());
      if (found.isPresent() && !Origin.of(found.get()).equals(Optional.of(entry.origin()))) {
        String whose =
            Origin.of(found.get())
                .map(origin -> "that is of cluster " + origin)
                .orElse("that kubectl nestling did not make");
        throw new UnmergeableException(
            "it has an entry %s in its %s %s; give another name with --as-context, or remove it (kubectl config delete-%s %s)"
                .formatted(entry.name(), section.key(), whose, section.body(), entry.name()));
      }
    }
  }

  private String text(String text, KubeconfigData before) throws UnmergeableException {
    if (before.root().isEmpty()) {
      return appended(text, whole(before).yaml());
    }
    Optional<KubeconfigText> editable = KubeconfigText.of(text);
    if (editable.isEmpty()) {
      if (KubeconfigText.hasComments(text)) {
        throw new UnmergeableException(
            "it is written in a form in which its comments can't be kept; name another file with --merge=FILE, or take the comments out");
      }
      return whole(before).yaml();
    }
    try {
      KubeconfigText edited = editable.get();
      for (Section section : Section.values()) {
        edited = edited.with(section, entry);
      }
      return (makeCurrent ? edited.switchedTo(entry.name()) : edited).text();
    } catch (YamlEngineException | IllegalStateException e) {
      throw new UnmergeableException(UNSAFE);
    }
  }

  private KubeconfigData whole(KubeconfigData before) {
    KubeconfigData merged = before.with(entry);
    return makeCurrent || merged.currentContext().isEmpty() && before.root().isEmpty()
        ? merged.switchedTo(entry.name())
        : merged;
  }

  private static String appended(String comments, String yaml) {
    return comments.isEmpty() || comments.endsWith("\n") ? comments + yaml : comments + "\n" + yaml;
  }

  /** What an editor of texts gets wrong must not reach the file. */
  private void checkRest(KubeconfigData before, KubeconfigData after) throws UnmergeableException {
    boolean othersStayed = before.without(entry.name()).equals(after.without(entry.name()));
    boolean current = !makeCurrent || after.currentContext().equals(Optional.of(entry.name()));
    boolean whole = true;
    for (Section section : Section.values()) {
      whole &=
          after
              .body(section, entry.name())
              .equals(Optional.ofNullable(entry.item(section).get(section.body())));
    }
    if (!othersStayed || !current || !whole) {
      throw new UnmergeableException(UNSAFE);
    }
  }
}
