package dev.nestling.kubectl;

import dev.nestling.kubectl.text.Paint;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Makes the commands.
 *
 * @param paint for those that print in colours
 */
record Painted(Paint paint) implements IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == StatusCommand.class) {
      return type.cast(new StatusCommand(paint));
    }
    if (type == WhyCommand.class) {
      return type.cast(new WhyCommand(paint));
    }
    return CommandLine.defaultFactory().create(type);
  }
}
