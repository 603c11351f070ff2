package dev.nestling.core.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.core.https.HttpQuestion.Expected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpQuestionTest {
  private static final String ANSWER = "HTTP/1.0 200 OK\r\nA: b\r\n\r\nbody";

  @Test
  void aPatchSaysWhatItIsAndHowLongInBytes() {
    var question =
        HttpQuestion.patch("/o?force=true", "application/apply-patch+yaml", "{\"ü\":1}")
            .expecting(new Expected("application/json;as=PartialObjectMetadata", 10));

    assertThat(said(question))
        .isEqualTo(
            """
            PATCH /o?force=true HTTP/1.0
            Host: h:1
            Accept: application/json;as=PartialObjectMetadata
            User-Agent: nestling
            Content-Type: application/apply-patch+yaml
            Content-Length: 8

            {"ü":1}""");
  }

  @Test
  void aGetSendsNothing() {
    assertThat(said(HttpQuestion.get("/o")))
        .isEqualTo(
            """
            GET /o HTTP/1.0
            Host: h:1
            Accept: application/json
            User-Agent: nestling

            """);
  }

  @Test
  void aDeleteSendsItsOptions() {
    assertThat(said(HttpQuestion.delete("/o", "{}"))).startsWith("DELETE /o ").endsWith("\n\n{}");
  }

  @Test
  void whatIsSentIsInNoLog() {
    assertThat(HttpQuestion.post("/o", "secret").toString())
        .contains("/o")
        .doesNotContain("secret");
  }

  @Test
  void anAnswerMayBeAsLongAsTheQuestionSays() throws IOException {
    assertThat(HttpAnswer.read(stream(), ANSWER.length()).body()).isEqualTo("body");
    assertThatThrownBy(() -> HttpAnswer.read(stream(), ANSWER.length() - 1))
        .isInstanceOf(HttpAnswer.MalformedException.class);
  }

  private static ByteArrayInputStream stream() {
    return new ByteArrayInputStream(ANSWER.getBytes(StandardCharsets.UTF_8));
  }

  private static String said(HttpQuestion question) {
    return new String(question.bytes("h:1"), StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
