package dev.nestling.test.api.fullcluster;

import dev.nestling.test.api.Deaths;
import dev.nestling.test.api.ManagementApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A few deaths, evenly over all writes. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class KilledAtSomeWritesTest extends KilledOperators {
  private static final int OF_MANY = 6;
  private static final int OF_FEW = 4;
  private static final int MANY = 40;

  KilledAtSomeWritesTest(ManagementApi.Server server) {
    super(server, writes -> Deaths.some(writes, writes > MANY ? OF_MANY : OF_FEW));
  }
}
