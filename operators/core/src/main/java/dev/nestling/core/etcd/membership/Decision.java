package dev.nestling.core.etcd.membership;

import dev.nestling.core.plan.Problem;
import java.util.List;
import java.util.Map;

/**
 * What to do.
 *
 * @param step the one next step
 * @param shapes what should exist of each slot, by its name
 * @param problems what the owner should see, the gravest first; they may need a hand or not
 */
public record Decision(Step step, Map<String, Shape> shapes, List<Problem> problems) {

  public Decision {
    shapes = Map.copyOf(shapes);
    problems = List.copyOf(problems);
  }

  /** What should exist of a slot. */
  public Shape shape(String name) {
    return shapes.getOrDefault(name, new Shape.Kept());
  }
}
