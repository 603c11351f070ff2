package dev.nestling.core.nested.api;

import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.nested.NestedTarget;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** How a nested API server is asked. */
@FunctionalInterface
public interface Questioning {

  /** Asks once and waits for the answer, as long as the patience lasts. */
  HttpAnswer ask(NestedTarget target, HttpQuestion question, Duration patience)
      throws IOException, GeneralSecurityException;
}
