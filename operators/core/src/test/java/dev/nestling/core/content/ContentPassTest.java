package dev.nestling.core.content;

import static dev.nestling.core.content.Samples.claim;
import static dev.nestling.core.content.Samples.configMap;
import static dev.nestling.core.content.Samples.definition;
import static dev.nestling.core.content.Samples.namespace;
import static dev.nestling.core.content.Samples.pathOf;
import static dev.nestling.core.content.Samples.secret;
import static dev.nestling.core.content.Samples.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.nested.api.UnavailableException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ContentPassTest {
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

  @Test
  void everythingIsAppliedInOrder() throws Exception {
    assertThat(apply(configMap("b"), configMap("a"), namespace("n"))).isEmpty();

    assertThat(server.writes())
        .containsExactly(
            "PATCH /api/v1/namespaces/n", "PATCH " + pathOf("b"), "PATCH " + pathOf("a"));
  }

  @Test
  void theInventoryIsWrittenBeforeAnythingIsCreated() throws Exception {
    apply(configMap("a"));

    String inventory = "PATCH " + InventoryStore.PATH;
    assertThat(server.log).containsExactly(inventory, "PATCH " + pathOf("a"), inventory);
  }

  @Test
  void aSecondPassWritesNothingButTheObjects() throws Exception {
    apply(configMap("a"));
    server.clearLog();

    apply(configMap("a"));

    assertThat(server.log).containsExactly("PATCH " + pathOf("a"));
  }

  @Test
  void whatIsNoLongerWantedGoesLastFirst() throws Exception {
    apply(configMap("a"), configMap("b"), configMap("c"));
    server.clearLog();

    assertThat(apply(configMap("b"))).isEmpty();

    assertThat(server.writes())
        .containsExactly("PATCH " + pathOf("b"), "DELETE " + pathOf("c"), "DELETE " + pathOf("a"));
    assertThat(server.paths()).containsExactly(pathOf("b"));
  }

  @Test
  void whatMayStandForDataStays() throws Exception {
    apply(namespace("n"), claim("c"), definition(), widget("w"), configMap("a"));
    int objects = server.paths().size();

    assertThat(apply()).isEmpty();

    assertThat(server.paths()).hasSize(objects - 1).doesNotContain(pathOf("a"));
  }

  @Test
  void whatWasThereBeforeStays() throws Exception {
    server.create(pathOf("a"), "kubectl-create");
    apply(configMap("a"));
    assertThat(server.value("a")).isEqualTo("value");

    apply();

    assertThat(server.paths()).containsExactly(pathOf("a"));
  }

  @Test
  void whatSomebodyCreatedAnewStays() throws Exception {
    apply(configMap("a"), configMap("b"));
    server.create(pathOf("a"), "kubectl-create");
    apply(configMap("a"), configMap("b"));
    server.create(pathOf("b"), "kubectl-create");

    apply();

    assertThat(server.paths()).containsExactlyInAnyOrder(pathOf("a"), pathOf("b"));
  }

  /** Whoever ran before us died before writing down that it is another one. */
  @Test
  void anotherOneThanWeCreatedStays() throws Exception {
    apply(configMap("a"));
    server.create(pathOf("a"), "kubectl-create").managedBy(LiveObject.MANAGER, "Apply");

    apply();

    assertThat(server.paths()).containsExactly(pathOf("a"));
  }

  @Test
  void whatWeCreatedAnewGoes() throws Exception {
    apply(configMap("a"));
    server.remove(pathOf("a"));
    apply(configMap("a"));
    assertThat(server.paths()).containsExactly(pathOf("a"));

    apply();

    assertThat(server.paths()).isEmpty();
  }

  @Test
  void whatSomebodyElseAppliesTooStays() throws Exception {
    apply(configMap("a"), configMap("b"), configMap("c"), configMap("d"));
    server.stored(pathOf("a")).managedBy("flux", "Apply");
    server.stored(pathOf("b")).managedBy("kubectl-client-side-apply", "Update");
    server.stored(pathOf("c")).managedBy("kubectl-edit", "Update");
    server.stored(pathOf("d")).managers.clear();

    apply();

    assertThat(server.paths()).containsExactlyInAnyOrder(pathOf("a"), pathOf("b"), pathOf("d"));
  }

  @Test
  void withoutTheInventoryNothingGoes() throws Exception {
    apply(configMap("a"), configMap("b"));
    server.remove(InventoryStore.PATH.toString());

    apply(configMap("a"));
    apply();

    assertThat(server.paths()).containsExactlyInAnyOrder(pathOf("a"), pathOf("b"));
  }

  @Test
  void aRefusedObjectKeepsNoOtherFromBeingAppliedButNothingIsRemoved() throws Exception {
    apply(configMap("old"));
    server.refusals.put("PATCH " + pathOf("a"), FakeCluster.status(422, "Invalid", "too blue"));

    assertThat(apply(configMap("a"), configMap("b")))
        .containsExactly(
            new ContentFailure("ConfigMap kube-system/a", "Invalid", "HTTP 422: too blue"));
    assertThat(server.paths()).containsExactlyInAnyOrder(pathOf("old"), pathOf("b"));

    server.refusals.clear();
    assertThat(apply(configMap("a"), configMap("b"))).isEmpty();
    assertThat(server.paths()).containsExactlyInAnyOrder(pathOf("a"), pathOf("b"));
  }

  @Test
  void aRefusalNeverQuotesASecret() throws Exception {
    server.refusals.put(
        "PATCH /api/v1/namespaces/default/secrets/s",
        FakeCluster.status(400, "BadRequest", "expected string, got hunter2"));

    assertThat(apply(secret("s")).toString())
        .contains("BadRequest", "Secret s")
        .doesNotContain("hunter2");
  }

  @Test
  void aDefinitionAndItsObjectsInOneList() throws Exception {
    server.discoveryLag = 2;

    assertThat(apply(widget("w"), definition())).isEmpty();

    assertThat(server.paths()).contains(FakeCluster.WIDGETS + "/namespaces/default/widgets/w");
  }

  @Test
  void aKindThatNobodyDefines() throws Exception {
    assertThat(apply(widget("w"), configMap("a")))
        .extracting(ContentFailure::reason)
        .containsExactly("UnknownKind");
    assertThat(server.paths()).containsExactly(pathOf("a"));
  }

  @Test
  void ofTwoFormsOfAnObjectTheFirstCounts() throws Exception {
    assertThat(apply(configMap("a", "1"), configMap("a", "2"), configMap("b"), configMap("b")))
        .extracting(ContentFailure::reason)
        .containsExactly("Duplicate");
    assertThat(server.value("a")).isEqualTo("1");
    assertThat(server.value("b")).isEqualTo("value");
  }

  @Test
  void whatCanNotBeAppliedIsSaid() throws Exception {
    GenericKubernetesResource nameless = widget("");
    nameless.setApiVersion("../../v1");

    assertThat(apply(configMap(".."), configMap("nestling-content"), nameless))
        .extracting(ContentFailure::reason)
        .containsExactlyInAnyOrder("UnusableName", "Reserved", "UnknownKind");
    assertThat(server.log).isEmpty();
  }

  @Test
  void anObjectOnItsWayOutIsWaitedFor() throws Exception {
    apply(configMap("a"));
    server.stored(pathOf("a")).deleting = true;

    assertThat(apply(configMap("a")))
        .extracting(ContentFailure::reason)
        .containsExactly("Terminating");
  }

  @Test
  void whatCanNotBeRemovedIsSaidAndTriedAgain() throws Exception {
    apply(configMap("a"));
    server.refusals.put("DELETE " + pathOf("a"), FakeCluster.status(403, "Forbidden", "mine"));

    assertThat(apply())
        .containsExactly(
            new ContentFailure(
                "ConfigMap kube-system/a", "Forbidden", "it can't be removed: HTTP 403: mine"));

    server.refusals.clear();
    assertThat(apply()).isEmpty();
    assertThat(server.paths()).isEmpty();
  }

  @Test
  void aServerInTroubleEndsThePass() throws Exception {
    server.refusals.put("PATCH " + pathOf("a"), new HttpAnswer(503, "starting"));
    assertThat(apply(configMap("a"), configMap("b")))
        .extracting(ContentFailure::reason)
        .containsExactly("HTTP503");

    server.refusals.put("GET /api/v1/namespaces/kube-system", new HttpAnswer(503, "starting"));
    assertThatThrownBy(() -> apply(configMap("a"), configMap("c")))
        .isInstanceOf(UnavailableException.class)
        .hasMessage("HTTP 503: starting");
    assertThat(server.paths()).containsExactly(pathOf("b"));
  }

  @Test
  void nothingIsCreatedThatCanNotBeWrittenDown() throws IOException {
    server.refusals.put(
        "PATCH " + InventoryStore.PATH, FakeCluster.status(403, "Forbidden", "a policy"));

    assertThatThrownBy(() -> apply(configMap("a")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("a policy");
    assertThat(server.paths()).isEmpty();
  }

  @Test
  void anInventoryThatNobodyUnderstandsListsNothing() throws Exception {
    apply(configMap("a"));
    apply(configMap("a"), configMap("b"));
    FakeCluster.Stored inventory = server.stored(InventoryStore.PATH.toString());
    inventory.body = new ObjectMapper().readTree("{\"data\":{\"objects\":\"[{\"}}");

    assertThat(apply(configMap("b"))).isEmpty();

    assertThat(server.paths()).containsExactlyInAnyOrder(pathOf("a"), pathOf("b"));
  }

  @Test
  void anObjectOfTheSameUidInAnotherGroupIsNotRemoved() throws Exception {
    apply(configMap("a"));
    String elsewhere = "/apis/apps/v1/namespaces/kube-system/configmaps/a";
    server.objects.put(elsewhere, server.stored(pathOf("a")));
    FakeCluster.Stored inventory = server.stored(InventoryStore.PATH.toString());
    String list = inventory.body.path("data").path("objects").asText();
    String both = list.replace("]", "," + list.substring(1).replace("\"v1\"", "\"apps/v1\""));
    ((ObjectNode) inventory.body.path("data")).put("objects", both);

    apply(configMap("a"));

    assertThat(server.paths()).containsExactlyInAnyOrder(pathOf("a"), elsewhere);
  }
}
