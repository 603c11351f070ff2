/**
 * What is asked of an etcd cluster, through its JSON gateway, and how a member is configured. Knows
 * nothing of the management cluster; what to do next is decided in {@code membership}.
 */
@NullMarked
package dev.nestling.core.etcd;

import org.jspecify.annotations.NullMarked;
