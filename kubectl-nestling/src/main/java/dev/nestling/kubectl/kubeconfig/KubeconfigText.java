package dev.nestling.kubectl.kubeconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A kubeconfig in block style as lines, and where its parts are among them. An edit replaces or
 * inserts whole lines and leaves all others alone.
 *
 * @param lines without the line feed at their ends
 * @param root of the document
 */
record KubeconfigText(List<String> lines, MappingNode root) {

  /** Empty when it is in flow style, such as JSON: then lines are no parts. */
  static Optional<KubeconfigText> of(String text) {
    Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(text);
    if (root.isPresent()
        && root.get() instanceof MappingNode map
        && map.getFlowStyle() == FlowStyle.BLOCK) {
      KubeconfigText found = new KubeconfigText(List.of(text.split("\n", -1)), map);
      return found.hasEditableLists() ? Optional.of(found) : Optional.empty();
    }
    return Optional.empty();
  }

  static boolean hasComments(String text) {
    LoadSettings settings = LoadSettings.builder().setParseComments(true).build();
    for (Event event : new Parse(settings).parseString(text)) {
      if (event.getEventId() == Event.ID.Comment) {
        return true;
      }
    }
    return false;
  }

  String text() {
    return String.join("\n", lines);
  }

  /** With the entry at the end of the list, or in place of its namesake. */
  KubeconfigText with(Section section, MergeEntry entry) {
    List<String> item = KubeconfigData.dump(List.of(entry.item(section))).lines().toList();
    Optional<Node> list = value(section.key());
    if (list.isEmpty()) {
      List<String> added = new ArrayList<>();
      added.add(section.key() + ":");
      added.addAll(item);
      return appended(added);
    }
    if (list.get() instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      String indent = " ".repeat(start(sequence).getColumn());
      List<String> indented = item.stream().map(line -> indent + line).toList();
      Optional<Node> namesake =
          sequence.getValue().stream().filter(it -> isNamed(it, entry.name())).findFirst();
      return namesake
          .map(it -> replaced(start(it).getLine(), lastLine(it) + 1, indented))
          .orElseGet(
              () -> {
                int end = lastLine(sequence) + 1;
                return replaced(end, end, indented);
              });
    }
    return emptied(list.get()).replaced(lastLine(list.get()) + 1, lastLine(list.get()) + 1, item);
  }

  KubeconfigText switchedTo(String context) {
    String quoted = KubeconfigData.dump(context).strip();
    Optional<Node> current = value(KubeconfigData.CURRENT);
    return current
        .map(node -> spliced(node, " " + quoted))
        .orElseGet(() -> appended(List.of(KubeconfigData.CURRENT + ": " + quoted)));
  }

  private boolean hasEditableLists() {
    for (Section section : Section.values()) {
      Optional<Node> list = value(section.key());
      if (list.isPresent()
          && list.get() instanceof SequenceNode sequence
          && !sequence.getValue().isEmpty()
          && sequence.getFlowStyle() != FlowStyle.BLOCK) {
        return false;
      }
    }
    return true;
  }

  private Optional<Node> value(String key) {
    return value(root, key);
  }

  private static Optional<Node> value(MappingNode map, String key) {
    for (NodeTuple tuple : map.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
        return Optional.of(tuple.getValueNode());
      }
    }
    return Optional.empty();
  }

  private static boolean isNamed(Node item, String name) {
    return item instanceof MappingNode map
        && value(map, "name")
            .filter(it -> it instanceof ScalarNode scalar && scalar.getValue().equals(name))
            .isPresent();
  }

  /** Takes away {@code []}, {@code null} or nothing behind the list's key. */
  private KubeconfigText emptied(Node value) {
    return spliced(value, "");
  }

  /** Another text in place of a value that begins and ends in one line. */
  private KubeconfigText spliced(Node value, String other) {
    Mark start = start(value);
    Mark end = value.getEndMark().orElseThrow();
    String line = lines.get(start.getLine());
    String head = line.substring(0, line.offsetByCodePoints(0, start.getColumn()));
    String tail =
        start.getLine() == end.getLine()
            ? line.substring(line.offsetByCodePoints(0, end.getColumn()))
            : "";
    String joined =
        other.startsWith(" ") && head.endsWith(" ") ? head + other.substring(1) : head + other;
    return replaced(start.getLine(), start.getLine() + 1, List.of(joined + tail));
  }

  private KubeconfigText appended(List<String> added) {
    boolean endsWithLineFeed = lines.getLast().isEmpty();
    int end = endsWithLineFeed ? lines.size() - 1 : lines.size();
    return replaced(end, lines.size(), concat(added, List.of("")));
  }

  /** Reads the result anew, so that the next edit finds everything where it is by then. */
  private KubeconfigText replaced(int from, int to, List<String> others) {
    String ending = lines.getFirst().endsWith("\r") ? "\r" : "";
    List<String> edited = new ArrayList<>(lines.subList(0, from));
    for (String line : others) {
      edited.add(line.isEmpty() || line.endsWith("\r") ? line : line + ending);
    }
    edited.addAll(lines.subList(to, lines.size()));
    if (!edited.getLast().isEmpty()) {
      edited.add("");
    }
    return of(String.join("\n", edited))
        .orElseThrow(() -> new IllegalStateException("an edit has changed the form of the file"));
  }

  private static List<String> concat(List<String> some, List<String> others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static Mark start(Node node) {
    return node.getStartMark().orElseThrow();
  }

  /** The last line that a node is in; collections end where their last member does. */
  private static int lastLine(Node node) {
    if (node instanceof CollectionNode<?> collection
        && collection.getFlowStyle() == FlowStyle.BLOCK
        && !collection.getValue().isEmpty()) {
      Object last = collection.getValue().getLast();
      return lastLine(last instanceof NodeTuple tuple ? tuple.getValueNode() : (Node) last);
    }
    Mark end = node.getEndMark().orElseThrow();
    boolean blockScalar = end.getColumn() == 0 && end.getLine() > start(node).getLine();
    return blockScalar ? end.getLine() - 1 : end.getLine();
  }
}
