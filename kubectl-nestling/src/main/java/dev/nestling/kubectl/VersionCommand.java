package dev.nestling.kubectl;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code version}. */
@Command(
    name = "version",
    header = "Print the version of this plug-in.",
    synopsisHeading = "%nUsage: ",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "Example:", "  kubectl nestling version"})
final class VersionCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin HelpOptions help = new HelpOptions();

  @Override
  public Integer call() throws IOException {
    Properties properties = new Properties();
    try (InputStream stream = VersionCommand.class.getResourceAsStream("version.properties")) {
      properties.load(stream);
    }
    spec.commandLine().getOut().println(properties.getProperty("version"));
    return 0;
  }
}
