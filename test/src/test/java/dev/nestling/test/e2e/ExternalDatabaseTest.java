package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.PostgreSQL;
import dev.nestling.test.testbed.TenantNamespace;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A LightCluster on a real PostgreSQL server, and what happens when that server misbehaves. */
@Tag("e2e")
class ExternalDatabaseTest {
  private static PostgreSQL database;
  private TenantNamespace namespace;

  @BeforeAll
  static void startDatabase() {
    database = PostgreSQL.start(Testbed.get().hostAddress());
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void createNamespace() {
    namespace = TenantNamespace.create(Testbed.get().client(), "external");
  }

  @AfterEach
  void deleteNamespace() {
    namespace.close();
  }

  @Test
  void livesOnPostgreSQLAndItsDataIsRefusedToAnotherCluster() {
    secret("first-db", database.createDatabase("first"));
    var first = apply("first", "first-db").awaitCondition("Ready", "True");
    var identity = first.uid();

    secret("copied-db", database.url("first"));
    apply("second", "copied-db").awaitCondition("Ready", "False", "ForeignDatastore");

    assertThat(first.uid()).isEqualTo(identity);
  }

  @Test
  void saysThatTheDatabaseIsUnreachableAndRecoversWithIt() {
    secret("db", database.createDatabase("recovers"));
    var cluster = apply("recovers", "db").awaitCondition("Ready", "True");
    var identity = cluster.uid();

    database.stop();
    cluster.awaitCondition("Ready", "False");
    database.restart();

    cluster.awaitCondition("Ready", "True");
    assertThat(cluster.uid()).isEqualTo(identity);
  }

  @Test
  void namesTheSecretThatIsMissingOrMalformed() {
    var cluster =
        apply("waits", "nowhere").awaitCondition("Valid", "False", "DatastoreSecretNotFound");
    assertThat(cluster.condition("Valid").orElseThrow().getMessage()).contains("nowhere");

    secret("nowhere", "not a data source name");
    cluster.awaitCondition("Valid", "False", "DatastoreSecretInvalid");
    assertThat(cluster.condition("Valid").orElseThrow().getMessage())
        .contains("endpoint")
        .doesNotContain("not a data source name");

    secret("nowhere", database.createDatabase("waits"));
    cluster.awaitCondition("Ready", "True");
  }

  private NestedCluster apply(String name, String secret) {
    return LightClusters.apply(
        namespace,
        name,
        "endpoint: {type: NodePort}\n  datastore: {type: External, external: {secretRef: {name: %s}}}"
            .formatted(secret));
  }

  private void secret(String name, String endpoint) {
    namespace
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace.name())
                .withName(name)
                .endMetadata()
                .withStringData(Map.of("endpoint", endpoint))
                .build())
        .forceConflicts()
        .serverSideApply();
  }
}
