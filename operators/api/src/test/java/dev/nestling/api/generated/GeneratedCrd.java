package dev.nestling.api.generated;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The CRD that the build made from the types, in the form in which it is committed: the generator
 * sorts printer columns by path and writes whole numbers as fractions, people read them in the
 * order of {@link KindUnderTest#columns} and as whole numbers.
 */
final class GeneratedCrd {
  private GeneratedCrd() {}

  /** The CRD as data. */
  static Map<String, Object> of(KindUnderTest kind) {
    String resource = "/META-INF/fabric8/" + kind.plural() + ".nestling.dev-v1.yml";
    try (InputStream generated = GeneratedCrd.class.getResourceAsStream(resource)) {
      byte[] text =
          Objects.requireNonNull(generated, "the build generated no " + resource).readAllBytes();
      Map<?, ?> crd = Yaml.parse(new String(text, StandardCharsets.UTF_8));
      return ordered(normalized(crd), kind.columns());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The CRD as the text of the committed file. */
  static String yamlOf(KindUnderTest kind) {
    return "# Generated from operators/api by `make generate`; edit the types instead.\n"
        + Yaml.write(of(kind));
  }

  private static Map<String, Object> normalized(Map<?, ?> map) {
    var result = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> result.put((String) key, normalizedValue(value)));
    return result;
  }

  private static Object normalizedValue(Object value) {
    return switch (value) {
      case Map<?, ?> map -> normalized(map);
      case List<?> list -> list.stream().map(GeneratedCrd::normalizedValue).toList();
      case Double number when number == Math.rint(number) -> number.longValue();
      default -> value;
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> ordered(Map<String, Object> crd, List<String> order) {
    var spec = (Map<String, Object>) Objects.requireNonNull(crd.get("spec"));
    for (var version : (List<Map<String, Object>>) Objects.requireNonNull(spec.get("versions"))) {
      var columns =
          new ArrayList<>(
              (List<Map<String, Object>>)
                  Objects.requireNonNull(version.get("additionalPrinterColumns")));
      columns.sort(Comparator.comparing(column -> order.indexOf(column.get("name"))));
      version.put("additionalPrinterColumns", columns);
    }
    return crd;
  }
}
