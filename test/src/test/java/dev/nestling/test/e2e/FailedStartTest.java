package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that can't start: the condition says why, and a corrected spec starts it. */
@Tag("e2e")
class FailedStartTest {
  private static final String OVERRIDE = "NESTLING_LIGHTCLUSTER_IMAGES_OVERRIDES_NESTLET";

  @RegisterExtension static final Tenant TENANT = Tenant.named("failed");

  @Test
  void aWrongFlagIsNamed() {
    var cluster =
        TENANT.apply(
            "flagged", "extraArgs: {apiServer: [{name: max-request-inflight, value: '1'}]}");

    assertThat(cluster.awaitFalse("Ready", "InvalidConfiguration"))
        .contains("max-request-inflight");

    cluster.apply("extraArgs: {apiServer: [{name: max-requests-inflight, value: '100'}]}");
    cluster.awaitReady();
  }

  /** A server's image is pinned: the owner accepts another one, and only then it is taken. */
  @Test
  @Tag("long")
  void anImageThatCannotBePulledIsNamed() {
    var testbed = Testbed.get();
    testbed.operator().set(OVERRIDE, "registry.nestling.dev/nestlet:absent");
    var cluster = TENANT.apply("imageless", "{}");
    try {
      var problem =
          cluster.awaitCondition(
              "Ready",
              condition ->
                  condition.getReason().equals("ErrImagePull")
                      || condition.getReason().equals("ImagePullBackOff"));
      assertThat(problem.getMessage()).contains("nestlet:absent");
    } finally {
      testbed.operator().unset(OVERRIDE);
    }
    cluster.awaitFalse("UpToDate", "NewerTemplate");

    cluster.annotate("nestling.dev/accept-template-revision", "1");
    cluster.awaitReady();
  }
}
