package dev.nestling.nodepool.workers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.api.v1alpha1.NodePoolWorkers.NodeTaint;
import dev.nestling.api.v1alpha1.NodePoolWorkers.TaintEffect;
import dev.nestling.nodepool.workers.WorkersScope.Marking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeMarksTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final NodeTaint GPU = new NodeTaint("gpu", "a", TaintEffect.NoSchedule);
  private static final Marking PLAIN = new Marking("workers", Map.of(), List.of());
  private static final Marking MARKING =
      new Marking("workers", Map.of("disk", "ssd"), List.of(GPU));

  private static JsonNode node(String labels, String taints) throws JsonProcessingException {
    return JSON.readTree(
        """
        {"metadata": {"name": "n", "uid": "u", "resourceVersion": "7", "labels": %s},
         "spec": {"taints": %s}}
        """
            .formatted(labels, taints));
  }

  private static List<String> taints(ObjectNode patch) {
    List<String> taints = new ArrayList<>();
    patch
        .path("spec")
        .path("taints")
        .forEach(
            taint ->
                taints.add(
                    "%s=%s:%s"
                        .formatted(
                            taint.path("key").asText(),
                            taint.path("value").asText(),
                            taint.path("effect").asText())));
    return taints;
  }

  /** The node after the patch, with what the API server remembers of it. */
  private static JsonNode after(ObjectNode patch) throws JsonProcessingException {
    ObjectNode node = (ObjectNode) node("{}", "[]");
    node.withObjectProperty("metadata").set("labels", patch.path("metadata").path("labels"));
    node.withObjectProperty("spec").set("taints", patch.path("spec").path("taints"));
    ObjectNode fields =
        node.withObjectProperty("metadata")
            .putArray("managedFields")
            .addObject()
            .put("manager", NodeMarks.MANAGER)
            .put("operation", "Apply");
    ObjectNode labels = fields.putObject("fieldsV1").putObject("f:metadata").putObject("f:labels");
    patch
        .path("metadata")
        .path("labels")
        .fieldNames()
        .forEachRemaining(label -> labels.putObject("f:" + label));
    return node;
  }

  @Test
  void whatIsMissingIsAddedOnTheVersionThatWasReadAndOthersTaintsStay()
      throws JsonProcessingException {
    ObjectNode patch =
        NodeMarks.missing(
                node("{\"a\": \"b\"}", "[{\"key\": \"x\", \"effect\": \"NoExecute\"}]"), MARKING)
            .orElseThrow();

    assertThat(patch.path("metadata").path("uid").asText()).isEqualTo("u");
    assertThat(patch.path("metadata").path("resourceVersion").asText()).isEqualTo("7");
    assertThat(patch.path("metadata").path("labels").path("disk").asText()).isEqualTo("ssd");
    assertThat(patch.path("metadata").path("labels").path(NodeMarks.POOL).asText())
        .isEqualTo("workers");
    assertThat(taints(patch)).containsExactly("x=:NoExecute", "gpu=a:NoSchedule");
    assertThat(NodeMarks.missing(after(patch), MARKING)).isEmpty();
  }

  @Test
  void whatThePoolNoLongerWantsGoes() throws JsonProcessingException {
    JsonNode marked = after(NodeMarks.missing(node("{}", "[]"), MARKING).orElseThrow());

    ObjectNode patch = NodeMarks.missing(marked, PLAIN).orElseThrow();

    assertThat(taints(patch)).isEmpty();
    assertThat(patch.path("metadata").path("labels").size()).isEqualTo(1);
    assertThat(NodeMarks.missing(after(patch), PLAIN)).isEmpty();
  }

  @Test
  void aLabelThatWasAppliedBeforeIsTakenAwayByApplyingTheRest() throws JsonProcessingException {
    Marking labelled = new Marking("workers", Map.of("disk", "ssd"), List.of());
    JsonNode marked = after(NodeMarks.missing(node("{}", "[]"), labelled).orElseThrow());

    assertThat(NodeMarks.missing(marked, PLAIN)).isPresent();
  }

  @Test
  void aTaintOfAnotherValueIsPutRightAndOnesOfSomebodyElseOfTheSameKeyStay()
      throws JsonProcessingException {
    String there =
        "[{\"key\": \"gpu\", \"value\": \"b\", \"effect\": \"NoSchedule\"},"
            + " {\"key\": \"gpu\", \"value\": \"b\", \"effect\": \"NoExecute\"}]";

    assertThat(taints(NodeMarks.missing(node("{}", there), MARKING).orElseThrow()))
        .containsExactly("gpu=a:NoSchedule", "gpu=b:NoExecute");
  }

  @Test
  void aTaintThatThePoolNeverGaveStaysWhateverItIsCalled() throws JsonProcessingException {
    String there = "[{\"key\": \"gpu\", \"value\": \"b\", \"effect\": \"NoSchedule\"}]";

    assertThat(taints(NodeMarks.missing(node("{}", there), PLAIN).orElseThrow()))
        .containsExactly("gpu=b:NoSchedule");
  }
}
