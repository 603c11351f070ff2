package dev.nestling.core.content;

import static dev.nestling.core.content.Samples.configMap;
import static dev.nestling.core.content.Samples.pathOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartOfContentTest {
  private final FakeCluster server = new FakeCluster();

  private List<Problem> apply(NestedContent content) throws Exception {
    return ContentPass.run(Targets.cluster(server), content, ContentPass.everything(content));
  }

  @Test
  void nothingIsRemovedWhileOnlyAPartIsKnown() throws Exception {
    apply(NestedContent.of(List.of(configMap("a"), configMap("b"))));
    server.clearLog();

    assertThat(apply(NestedContent.partOf(List.of(configMap("a"))))).isEmpty();
    assertThat(server.writes()).containsExactly("PATCH " + pathOf("a"));

    apply(NestedContent.of(List.of(configMap("a"))));
    assertThat(server.writes()).contains("DELETE " + pathOf("b"));
  }
}
