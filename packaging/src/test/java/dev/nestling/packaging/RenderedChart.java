package dev.nestling.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What Helm makes of the chart. */
record RenderedChart(List<Manifest> objects) {
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*$");

  /**
   * @param values in Helm's spelling: {@code clusterOperator.replicas}
   */
  static RenderedChart with(Project project, Map<String, Object> values) {
    TemplateCommand command =
        new Helm(project.root().resolve(HelmChart.DIRECTORY))
            .template()
            .withName("nestling")
            .withNamespace(Project.NAMESPACE)
            .withKubeVersion("1.36.0");
    values.forEach(command::set);
    return of(command.call());
  }

  private static RenderedChart of(String output) {
    return new RenderedChart(
        SEPARATOR
            .splitAsStream(output)
            .filter(text -> !Arrays.asList("", "null").contains(withoutComments(text).strip()))
            .map(text -> Manifest.parse(Path.of("chart"), text.strip()))
            .toList());
  }

  private static String withoutComments(String text) {
    return String.join("\n", text.lines().filter(line -> !line.startsWith("#")).toList());
  }

  ObjectNode require(String kind, String name) {
    return objects.stream()
        .filter(object -> object.kind().equals(kind) && object.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the chart has no " + kind + " " + name))
        .object();
  }

  /** The one container of an operator. */
  JsonNode container(String operator) {
    return require("Deployment", operator).at("/spec/template/spec/containers/0");
  }
}
