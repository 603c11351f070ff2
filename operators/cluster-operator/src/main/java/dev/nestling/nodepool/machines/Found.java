package dev.nestling.nodepool.machines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.ssh.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is found on a machine. It is the machine that says so: nothing of it is used unchecked.
 *
 * @param architecture as Go calls it
 * @param address at which the connection arrived on the machine
 * @param owner who has marked it: UID of a pool and name of the machine; none when nobody has
 * @param installed fingerprint of the last installation that was completed
 * @param files reference of the image whose files are there
 * @param active whether its agent runs, or is on its way
 * @param words with which its agent ended last, if it does not run
 * @param lacking what it has not that a node needs, or has that it must not have
 */
record Found(
    String architecture,
    String address,
    Optional<String> owner,
    Optional<String> installed,
    Optional<String> files,
    boolean active,
    Optional<String> words,
    List<String> lacking) {
  private static final Map<String, String> ARCHITECTURES =
      Map.of("x86_64", "amd64", "aarch64", "arm64");
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");
  private static final Pattern WORD = Pattern.compile("[-A-Za-z0-9_.:/@* ]{1,600}");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_WORDS = 300;

  /** Programs, images, and some of the layers of what runs. */
  private static final long NEEDED_KIBIBYTES = 1_500_000;

  /**
   * Reads what {@code look.sh} printed.
   *
   * @param output lines of {@code key=value}
   * @throws IllegalArgumentException when it is something else
   */
  static Found parse(String output) {
    Map<String, String> values = new TreeMap<>();
    output
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line ->
                values.putIfAbsent(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    String address = values.getOrDefault("address", "");
    if (!values.containsKey("done") || !ADDRESS.matcher(address).matches()) {
      throw new IllegalArgumentException("not what was asked for");
    }
    String machine = values.getOrDefault("arch", "");
    return new Found(
        ARCHITECTURES.getOrDefault(machine, "none"),
        address,
        word(values, "owner"),
        word(values, "installed"),
        word(values, "files"),
        "yes".equals(values.get("active")),
        words(values.getOrDefault("words", "")),
        lacking(values, machine));
  }

  /** The message of the object that nestlet ends with. */
  private static Optional<String> words(String line) {
    try {
      String message = JSON.readTree(line).path("message").asText("");
      return Optional.of(message).filter(text -> !text.isBlank()).map(Found::shortened);
    } catch (JsonProcessingException notAnObject) {
      return Optional.empty();
    }
  }

  private static String shortened(String text) {
    return new Redaction(List.of()).clean(text, MOST_WORDS);
  }

  private static Optional<String> word(Map<String, String> values, String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> WORD.matcher(value).matches());
  }

  private static List<String> lacking(Map<String, String> values, String machine) {
    List<String> lacking = new ArrayList<>();
    if (!ARCHITECTURES.containsKey(machine)) {
      lacking.add("a processor of x86_64 or aarch64");
    }
    if (!"yes".equals(values.get("systemd"))) {
      lacking.add("systemd as its first process");
    }
    word(values, "missing").ifPresent(tools -> lacking.add("these programs: " + tools.strip()));
    word(values, "foreign")
        .ifPresent(others -> lacking.add("a machine without other Kubernetes: " + others.strip()));
    if (values.getOrDefault("free", "").matches("[0-9]{1,15}")
        && Long.parseLong(values.get("free")) < NEEDED_KIBIBYTES
        && !values.containsKey("installed")) {
      lacking.add("room: 1.5 GB below each of /opt, /var/lib and /var/tmp");
    }
    return List.copyOf(lacking);
  }
}
