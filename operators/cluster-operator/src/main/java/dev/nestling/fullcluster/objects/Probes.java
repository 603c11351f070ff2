package dev.nestling.fullcluster.objects;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;

/**
 * How a container is asked.
 *
 * @param scheme HTTP or HTTPS
 * @param port name of a container's port
 */
record Probes(String scheme, String port) {
  private static final int STARTUP_SECONDS = 300;

  /** Every second, because people wait; for five minutes, because a slow disk is no failure. */
  Probe startup(String path) {
    return probe(path, 1, STARTUP_SECONDS);
  }

  /** A moment without etcd is no reason to send all clients away from all servers. */
  Probe readiness(String path) {
    return probe(path, 1, 3);
  }

  Probe liveness(String path) {
    return probe(path, 10, 6);
  }

  /** A database of some gigabytes is defragmented meanwhile, and answers nobody. */
  Probe patientLiveness(String path) {
    return probe(path, 10, 30);
  }

  private Probe probe(String path, int periodSeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort(port)
        .withScheme(scheme)
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }
}
