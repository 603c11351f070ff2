package dev.nestling.testing.etcd;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What of a member's file decides how it starts without data.
 *
 * @param name of the member
 * @param founds whether it says that the cluster is new
 * @param members peer URLs by name
 * @param clientUrl by which others reach it
 */
record Configuration(String name, boolean founds, Map<String, String> members, String clientUrl) {

  static Configuration parse(String yaml) {
    Map<String, String> members =
        Arrays.stream(value(yaml, "initial-cluster").split(","))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return new Configuration(
        value(yaml, "name"),
        value(yaml, "initial-cluster-state").equals("new"),
        members,
        value(yaml, "advertise-client-urls"));
  }

  private static String value(String yaml, String key) {
    Matcher line =
        Pattern.compile("^" + key + ": \"?([^\"\n]*)\"?$", Pattern.MULTILINE).matcher(yaml);
    if (!line.find()) {
      throw new AssertionError("etcd's configuration has no " + key + ":\n" + yaml);
    }
    return line.group(1);
  }
}
