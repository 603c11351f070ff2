package dev.nestling.kubectl.why;

import dev.nestling.kubectl.picture.Picture;
import dev.nestling.kubectl.picture.Subject;
import dev.nestling.kubectl.text.Paint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code why} prints; a function of its arguments. */
public record Answer(Picture picture, Causes.Found found, Paint paint) {

  public List<String> lines() {
    Subject subject = picture.subject();
    List<String> lines = new ArrayList<>();
    if (found.chain().isEmpty()) {
      lines.add(
          paint.good(subject.title() + " is ready")
              + (found.beside().isEmpty()
                  ? ", and everything is as it should be."
                  : ". What is not as it should be:"));
    } else {
      lines.add(paint.bad(subject.title() + " is not ready") + ", because:");
    }
    String indent = "";
    for (Cause cause : found.chain()) {
      lines.add("  " + (indent.isEmpty() ? "" : indent + "└─ ") + text(cause));
      indent = indent.isEmpty() ? " " : indent + "   ";
    }
    if (!found.chain().isEmpty() && !found.beside().isEmpty()) {
      lines.add("Beside that:");
    }
    found.beside().forEach(cause -> lines.add("  " + text(cause)));
    if (!subject.isSeen()) {
      lines.add("The operator has not looked at the last change of it yet.");
    }
    picture.notes().forEach(note -> lines.add(paint.faint("(" + note + ")")));
    advice()
        .forEach(
            (reason, advice) -> lines.add(paint.strong("To do") + " (" + reason + "): " + advice));
    return lines;
  }

  /** The deepest first: it is what the others wait for. */
  private Map<String, String> advice() {
    List<Cause> chain = new ArrayList<>(found.chain());
    Collections.reverse(chain);
    chain.addAll(found.beside());
    Map<String, String> advice = new LinkedHashMap<>();
    for (Cause cause : chain) {
      cause
          .advice()
          .filter(
              it -> !it.equals("nothing") && !it.startsWith("see ") && !advice.containsValue(it))
          .ifPresent(it -> advice.putIfAbsent(cause.reason(), it));
    }
    return advice;
  }

  private String text(Cause cause) {
    return paint.strong(cause.what())
        + "  "
        + paint.bad(cause.reason())
        + (cause.message().isBlank() ? "" : ": " + cause.message());
  }
}
