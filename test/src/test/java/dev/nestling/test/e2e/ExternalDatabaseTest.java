package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.PostgreSQL;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.TenantNamespace;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A LightCluster on a real PostgreSQL server, and what happens when that server misbehaves. */
@Tag("e2e")
class ExternalDatabaseTest {
  @RegisterExtension static final Tenant TENANT = Tenant.named("external");

  private static PostgreSQL database;

  @BeforeAll
  static void startDatabase() {
    database = PostgreSQL.start(Testbed.get().hostAddress());
  }

  @AfterAll
  static void stopDatabase() {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void livesOnPostgreSQLAndItsDataIsRefusedToAnotherCluster() {
    secret("first-db", database.createDatabase("first"));
    var first = onDatabase("first", "first-db").awaitReady();
    var identity = first.uid();
    first.remember("kept");

    secret("same-db", database.url("first"));
    var same = onDatabase("same", "same-db");
    assertThat(same.awaitFalse("Ready", "DatabaseShared")).contains("'first'");

    try (var elsewhere = TenantNamespace.create(TENANT.namespace().client(), "elsewhere")) {
      secret(elsewhere, "same-db", database.url("first"));
      var foreign = onDatabase(elsewhere, "foreign", "same-db");
      foreign.awaitFalse("Ready", "ForeignDatastore");
    }

    assertThat(first.uid()).isEqualTo(identity);
    assertThat(first.recalls("kept")).isTrue();
  }

  /** One server has settled down, the other has only just begun to answer: its start goes on. */
  @Test
  void saysThatTheDatabaseIsUnreachableAndRecoversWithIt() {
    secret("settled-db", database.createDatabase("settled"));
    secret("fresh-db", database.createDatabase("fresh"));
    var settled = onDatabase("settled", "settled-db").awaitReady().awaitPodReady();
    settled.remember("kept");
    var fresh = onDatabase("fresh", "fresh-db").awaitReady();
    var identities = List.of(settled.uid(), fresh.uid());

    database.stop();
    try {
      settled.awaitFalse("Ready", "DatastoreUnreachable");
      fresh.awaitFalse("Ready", "DatastoreUnreachable");
    } finally {
      database.restart();
    }

    settled.awaitAnswer();
    fresh.awaitAnswer();
    assertThat(List.of(settled.uid(), fresh.uid())).isEqualTo(identities);
    assertThat(settled.recalls("kept")).isTrue();
    assertThat(settled.restarts()).as("a server that runs waits for its database").isZero();
  }

  @Test
  void namesTheSecretThatIsMissingOrMalformed() {
    var cluster = onDatabase("waits", "nowhere");
    assertThat(cluster.awaitFalse("Valid", "DatastoreSecretMissing")).contains("'nowhere'");

    secret("nowhere", "not a data source name");
    assertThat(cluster.awaitFalse("Valid", "DatastoreEndpointMalformed"))
        .contains("'endpoint'")
        .doesNotContain("not a data source name");

    secret("nowhere", database.createDatabase("waits"));
    cluster.awaitReady();
  }

  private static NestedCluster onDatabase(String name, String secret) {
    return onDatabase(TENANT.namespace(), name, secret);
  }

  private static NestedCluster onDatabase(TenantNamespace namespace, String name, String secret) {
    return NestedCluster.apply(
        namespace,
        name,
        """
        endpoint: {type: NodePort}
        datastore: {type: External, external: {secretRef: {name: %s}}}
        """
            .formatted(secret));
  }

  private static void secret(String name, String endpoint) {
    secret(TENANT.namespace(), name, endpoint);
  }

  private static void secret(TenantNamespace namespace, String name, String endpoint) {
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
        .fieldManager("e2e")
        .forceConflicts()
        .serverSideApply();
  }
}
