@NullMarked
package dev.nestling.fullcluster;

import org.jspecify.annotations.NullMarked;
