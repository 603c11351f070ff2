package dev.nestling.kubectl.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A line, and those that belong below it.
 *
 * @param text without a line break
 */
public record Branch(String text, List<Branch> children) {
  public Branch {
    children = List.copyOf(children);
  }

  public static Branch of(String text, Branch... children) {
    return new Branch(text, List.of(children));
  }

  /** The whole tree, one text a line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(text);
    addChildren(lines, "");
    return lines;
  }

  private void addChildren(List<String> lines, String indent) {
    for (int i = 0; i < children.size(); i++) {
      boolean last = i == children.size() - 1;
      Branch child = children.get(i);
      lines.add(indent + (last ? "└─ " : "├─ ") + child.text);
      child.addChildren(lines, indent + (last ? "   " : "│  "));
    }
  }
}
