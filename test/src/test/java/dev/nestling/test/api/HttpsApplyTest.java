package dev.nestling.test.api;

import static dev.nestling.test.api.ContentSamples.definition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.NestedTarget;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the keeper of content relies on. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class HttpsApplyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  private final HttpsClient https = new HttpsClient(Destinations.ANYWHERE);
  private final KubernetesClient admin;
  private final NestedTarget target;
  private final String namespace;

  HttpsApplyTest(ManagementApi.Server server) {
    this.admin = server.client();
    this.target = NestedContentApiTest.target(server.config());
    this.namespace = server.newNamespace("apply");
  }

  @AfterEach
  void leaveNothing() {
    admin.resource(definition()).delete();
    admin.namespaces().withName(namespace).delete();
  }

  /** The limit is 64 KiB here, and the object is longer. */
  @Test
  void anApplicationIsAnsweredWithTheMetadataAlone() throws Exception {
    HttpAnswer created = apply(DEFINITIONS, definition());
    HttpAnswer again = apply(DEFINITIONS, definition());

    assertThat(created.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).contains("PartialObjectMetadata", "managedFields", "uid");
  }

  @Test
  void anApplicationFailsAtAnotherVersionThanItNames() throws Exception {
    String place = "/api/v1/namespaces/" + namespace + "/configmaps/";
    ConfigMap settings = new ContentSamples(namespace).configMap("settings");
    ConfigMap live = admin.resource(settings).create();

    settings.getMetadata().setResourceVersion("1");
    assertThat(apply(place, settings).status()).isEqualTo(409);
    settings.getMetadata().setResourceVersion(live.getMetadata().getResourceVersion());
    assertThat(apply(place, settings).status()).isEqualTo(200);
  }

  private HttpAnswer apply(String place, HasMetadata object)
      throws IOException, GeneralSecurityException {
    String path = place + object.getMetadata().getName() + "?fieldManager=tests&force=true";
    return https.ask(
        target.https(),
        HttpQuestion.patch(path, "application/apply-patch+yaml", Serialization.asJson(object))
            .expecting(new HttpQuestion.Expected(METADATA, HttpAnswer.MAX_BYTES)),
        PATIENCE);
  }
}
