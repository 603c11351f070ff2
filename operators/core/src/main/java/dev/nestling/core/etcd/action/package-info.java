/** Carries those steps out that etcd is asked for. */
@NullMarked
package dev.nestling.core.etcd.action;

import org.jspecify.annotations.NullMarked;
