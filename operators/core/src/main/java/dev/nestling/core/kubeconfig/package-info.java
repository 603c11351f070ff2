/** Kubeconfig files as values. */
@NullMarked
package dev.nestling.core.kubeconfig;

import org.jspecify.annotations.NullMarked;
