/**
 * Which single step brings an etcd cluster closer to what is wanted without risking its quorum or
 * its data. Values only: no client, no clock.
 */
@NullMarked
package dev.nestling.core.etcd.membership;

import org.jspecify.annotations.NullMarked;
