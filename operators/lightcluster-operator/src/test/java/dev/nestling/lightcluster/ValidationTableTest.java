package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.references.Referenced;
import dev.nestling.lightcluster.LightClusterValidation.Finding;
import dev.nestling.lightcluster.LightClusterValidation.Prevents;
import dev.nestling.lightcluster.objects.ExternalDatastore;
import dev.nestling.lightcluster.objects.LightClusterScope;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each finding with its exact reason and message. */
class ValidationTableTest {
  private static final String DATABASE =
      "{datastore: {type: External, external: {secretRef: {name: db}}}}";

  private static final ManagementCluster ORDINARY =
      new ManagementCluster(
          List.of("10.96.0.0/12"),
          List.of("10.244.0.0/16"),
          List.of(),
          List.of(
              new ManagementCluster.StorageClassFacts("fixed", false, false),
              new ManagementCluster.StorageClassFacts("standard", true, true)),
          Set.of("high"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{network: {podCIDRs: [10.244.64.0/18]}} | NetworkOverlap | FIRST_START |"
            + " spec.network.podCIDRs: 10.244.64.0/18 overlaps 10.244.0.0/16, a pod range of the"
            + " management cluster; delete this LightCluster and create it with another range,"
            + " because ranges can't be changed",
        "{network: {serviceCIDRs: [10.97.0.0/16]}} | NetworkOverlap | FIRST_START |"
            + " spec.network.serviceCIDRs: 10.97.0.0/16 overlaps 10.96.0.0/12, the service range of"
            + " the management cluster; delete this LightCluster and create it with another range,"
            + " because ranges can't be changed",
        "{datastore: {sqlite: {volume: {storageClassName: nope}}}} | StorageClassUnknown |"
            + " FIRST_START | spec.datastore.sqlite.volume.storageClassName: there is no"
            + " StorageClass 'nope' in the management cluster; create it, or delete this"
            + " LightCluster and name another one",
        "{scheduling: {priorityClassName: nope}} | PriorityClassUnknown | EVERY_START |"
            + " spec.scheduling.priorityClassName: there is no PriorityClass 'nope' in the"
            + " management cluster",
        "{datastore: {type: External, external: {secretRef: {name: db}}}} | DatastoreSecretMissing"
            + " | EVERY_START | spec.datastore.external.secretRef.name: there is no Secret 'db' in"
            + " namespace 'team'; create it with the data source name under the key 'endpoint'",
      })
  void ofASpec(String spec, String reason, Prevents prevents, String message) {
    assertThat(check(spec, observed(ORDINARY)))
        .containsExactly(new Finding(new Problem(reason, message), prevents));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://h/d | DatastoreEndpointMalformed | key 'endpoint' of Secret db does not begin with"
            + " postgres:// or mysql://",
        "postgres://u:p@h | DatastoreEndpointMalformed | key 'endpoint' of Secret db names no"
            + " database after the host: it ends with /<database>",
        "postgres:///d | DatastoreEndpointMalformed | key 'endpoint' of Secret db names no host",
        "'' | DatastoreSecretIncomplete | Secret db has no key 'endpoint'; put the data source name"
            + " there, such as postgres://user:password@host:5432/database",
      })
  void ofADatabasesSecret(String endpoint, String reason, String message) {
    assertThat(check(DATABASE, observed(Map.of("endpoint", endpoint), Optional.empty())))
        .containsExactly(new Finding(new Problem(reason, message), Prevents.EVERY_START));
  }

  @Test
  void ofHalfAClientPair() {
    assertThat(
            check(
                DATABASE,
                observed(
                    Map.of("endpoint", "postgres://u:p@h/d", "tls.crt", "x"), Optional.empty())))
        .containsExactly(
            new Finding(
                new Problem(
                    "DatastoreSecretIncomplete",
                    "Secret db has only one of 'tls.crt' and 'tls.key'; give both or none"),
                Prevents.EVERY_START));
  }

  @Test
  void ofADatabaseThatAnotherClusterUses() {
    assertThat(
            check(
                DATABASE, observed(Map.of("endpoint", "postgres://u:p@h/d"), Optional.of("elder"))))
        .containsExactly(
            new Finding(
                new Problem(
                    "DatabaseShared",
                    "spec.datastore.external: LightCluster 'elder' uses the same database; give"
                        + " each cluster a database of its own"),
                Prevents.FIRST_START));
  }

  @Test
  void ofAManagementClusterWithoutADefaultClass() {
    ManagementCluster bare =
        new ManagementCluster(List.of(), List.of(), List.of(), List.of(), Set.of());

    assertThat(check("{}", observed(bare)))
        .containsExactly(
            new Finding(
                new Problem(
                    "NoDefaultStorageClass",
                    "the management cluster has no default StorageClass; name one in a new"
                        + " LightCluster's spec.datastore.sqlite.volume.storageClassName, or mark"
                        + " one as the default"),
                Prevents.FIRST_START));
  }

  @Test
  void ofAVolumeThatCannotGrow() {
    assertThat(check("{datastore: {sqlite: {volume: {size: 50Gi}}}}", observed(claim())))
        .containsExactly(
            new Finding(
                new Problem(
                    "VolumeCannotGrow",
                    "spec.datastore.sqlite.volume.size: StorageClass 'fixed' does not let volumes"
                        + " grow (allowVolumeExpansion); the volume keeps its size"),
                Prevents.NOTHING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{scheduling: {priorityClassName: high}}",
        "{datastore: {sqlite: {volume: {storageClassName: fixed}}}}",
      })
  void nothingOfASoundSpec(String spec) {
    assertThat(check(spec, observed(ORDINARY))).isEmpty();
  }

  @Test
  void ofAVolumeThatIsBeingDeleted() {
    PersistentVolumeClaim claim = claim();
    claim.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

    assertThat(check("{}", observed(claim)))
        .contains(
            new Finding(
                new Problem(
                    "VolumeBeingDeleted",
                    "PersistentVolumeClaim c-data is being deleted, and its data goes as soon as"
                        + " the server's pod ends; save what you need through the API of the"
                        + " cluster first"),
                Prevents.EVERY_START));
  }

  private static PersistentVolumeClaim claim() {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("c-data")
        .endMetadata()
        .withNewSpec()
        .withStorageClassName("fixed")
        .withNewResources()
        .addToRequests("storage", new Quantity("1Gi"))
        .endResources()
        .endSpec()
        .build();
  }

  private static Observed observed(PersistentVolumeClaim claim) {
    return new Observed(
        new Observed.Own(List.of(claim), Optional.empty(), List.of()),
        Observed.References.NONE,
        ORDINARY,
        Observed.HealthFacts.NEVER_ASKED);
  }

  private static List<Finding> check(String spec, Observed observed) {
    LightCluster cluster =
        Serialization.unmarshal(
            """
            apiVersion: nestling.dev/v1alpha1
            kind: LightCluster
            metadata: {name: c, namespace: team}
            spec: %s
            """
                .formatted(spec),
            LightCluster.class);
    return LightClusterValidation.check(LightClusterScope.of(cluster), observed);
  }

  private static Observed observed(ManagementCluster management) {
    return observed(Observed.References.NONE, management);
  }

  private static Observed observed(Map<String, String> secret, Optional<String> elder) {
    SecretBuilder database = new SecretBuilder().withNewMetadata().withName("db").endMetadata();
    secret.forEach(
        (key, text) ->
            database.addToData(
                key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    return observed(
        new Observed.References(
            Optional.of(ExternalDatastore.read(database.build())), elder, Referenced.NOTHING),
        ORDINARY);
  }

  private static Observed observed(Observed.References references, ManagementCluster management) {
    return new Observed(
        new Observed.Own(List.of(), Optional.empty(), List.of()),
        references,
        management,
        Observed.HealthFacts.NEVER_ASKED);
  }
}
