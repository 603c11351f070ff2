/** Keeps asking the members of many etcd clusters in the background. */
@NullMarked
package dev.nestling.core.etcd.monitor;

import org.jspecify.annotations.NullMarked;
