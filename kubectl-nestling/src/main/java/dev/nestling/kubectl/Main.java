package dev.nestling.kubectl;

import dev.nestling.kubectl.text.Paint;
import java.io.Console;

/** The program {@code kubectl-nestling}. */
public final class Main {
  private Main() {}

  /** Ends with 0, 1 for a failure, 2 for a mistake on the command line. */
  public static void main(String... args) {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    System.exit(NestlingCommand.line(Paint.of(terminal, System.getenv())).execute(args));
  }
}
