package dev.nestling.kubectl;

import picocli.CommandLine.Option;

/** What every command has. */
final class HelpOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(names = "-v", description = "Show where in the program a failure happened.")
  boolean verbose;
}
