package dev.nestling.test.api.fullcluster;

import dev.nestling.test.api.Deaths;
import dev.nestling.test.api.ManagementApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A death at every write. */
@Tag("api")
@Tag("long")
@ExtendWith(ManagementApi.class)
class KilledAtEveryWriteTest extends KilledOperators {
  KilledAtEveryWriteTest(ManagementApi.Server server) {
    super(server, Deaths::all);
  }
}
