/** Etcd's members managed against real etcd processes on loopback; no root. */
@NullMarked
package dev.nestling.test.api.etcd;

import org.jspecify.annotations.NullMarked;
