package dev.nestling.core.content;

import static dev.nestling.core.content.Samples.configMap;
import static dev.nestling.core.content.Samples.once;
import static dev.nestling.core.content.Samples.pathOf;
import static dev.nestling.core.content.Samples.storageClass;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.nested.api.UnavailableException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is created for an owner who may change it, such as the default class of storage. */
@Timeout(60)
class CreatedOnceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = DefaultClass.CLASSES + "/ours";
  private static final String THEIRS = DefaultClass.CLASSES + "/theirs";

  private final FakeCluster server = new FakeCluster();

  /** Passes know nothing of each other: each is the first one of a new operator. */
  private List<ContentFailure> apply(HasMetadata... objects)
      throws UnavailableException, InterruptedException {
    var content = NestedContent.of(List.of(objects));
    return ContentPass.run(Targets.cluster(server), content, ContentPass.everything(content))
        .stream()
        .map(Problem::failure)
        .toList();
  }

  private static HasMetadata ours() {
    return once(storageClass("ours", true));
  }

  private String isDefault(String path) {
    return server
        .stored(path)
        .body
        .path("metadata")
        .path("annotations")
        .path("storageclass.kubernetes.io/is-default-class")
        .asText();
  }

  @Test
  void itIsCreatedAndThenLeftAlone() throws Exception {
    assertThat(apply(ours())).isEmpty();
    assertThat(isDefault(OURS)).isEqualTo("true");
    server.clearLog();

    assertThat(apply(ours())).isEmpty();
    assertThat(server.log).isEmpty();
  }

  /** The owner said so, and what is new in another version of ours could be refused for ever. */
  @Test
  void nobodysChangeIsFoughtOver() throws Exception {
    apply(ours());
    server.stored(OURS).body = JSON.readTree(ContentObject.of(storageClass("ours", false)).json());
    server.refusals.put("PATCH " + OURS, FakeCluster.status(422, "Invalid", "it is immutable"));

    assertThat(apply(once(storageClass("ours", true)))).isEmpty();

    assertThat(isDefault(OURS)).isEqualTo("false");
  }

  @Test
  void whatIsGoneIsCreatedAnew() throws Exception {
    apply(ours());
    server.remove(OURS);

    apply(ours());

    assertThat(server.paths()).containsExactly(OURS);
  }

  @Test
  void whatWeCreatedGoesWhenItIsNoLongerWanted() throws Exception {
    apply(ours());
    apply(ours());

    apply();

    assertThat(server.paths()).isEmpty();
  }

  @Test
  void oneOfTheSameNameIsNeitherChangedNorRemoved() throws Exception {
    server.create(OURS, "kubectl-create");
    int version = server.stored(OURS).version;

    assertThat(apply(ours())).isEmpty();
    assertThat(apply()).isEmpty();

    assertThat(server.stored(OURS).version).isEqualTo(version);
  }

  @Test
  void oneThatSomebodyCreatedAnewStays() throws Exception {
    apply(ours());
    server.create(OURS, "kubectl-create");
    apply(ours());

    apply();

    assertThat(server.paths()).containsExactly(OURS);
  }

  @Test
  void anotherDefaultStaysTheDefault() throws Exception {
    apply(storageClass("theirs", true));

    assertThat(apply(ours(), storageClass("theirs", true))).isEmpty();

    assertThat(isDefault(OURS)).isEqualTo("false");
    assertThat(isDefault(THEIRS)).isEqualTo("true");
  }

  @Test
  void aClassThatIsNotTheDefaultTakesNothingAway() throws Exception {
    apply(storageClass("theirs", false), ours());

    assertThat(isDefault(OURS)).isEqualTo("true");
  }

  /** Of two of the same second the default would be the one whose name comes first. */
  @Test
  void whatTheOwnerWantsToHaveKeptComesFirst() throws Exception {
    assertThat(apply(ours(), storageClass("theirs", true))).isEmpty();

    assertThat(server.writes()).containsExactly("PATCH " + THEIRS, "PATCH " + OURS);
    assertThat(isDefault(OURS)).isEqualTo("false");
  }

  @Test
  void theOwnersOwnFormOfItCounts() throws Exception {
    assertThat(apply(ours(), storageClass("ours", false))).isEmpty();

    assertThat(isDefault(OURS)).isEqualTo("false");
  }

  @Test
  void anObjectOfAnyKind() throws Exception {
    apply(once(configMap("a", "1")));

    apply(once(configMap("a", "2")));

    assertThat(server.value("a")).isEqualTo("1");
    assertThat(server.paths()).containsExactly(pathOf("a"));
  }

  @Test
  void whatIsRefusedIsSaid() throws Exception {
    server.refusals.put(
        "GET " + DefaultClass.CLASSES, FakeCluster.status(403, "Forbidden", "a policy"));
    assertThat(apply(ours())).extracting(ContentFailure::reason).containsExactly("Forbidden");

    server.refusals.clear();
    server.refusals.put("GET " + OURS, FakeCluster.status(403, "Forbidden", "a policy"));
    assertThat(apply(ours())).extracting(ContentFailure::reason).containsExactly("Forbidden");
  }
}
