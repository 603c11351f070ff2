/** Kubeconfigs of nested clusters: merged into people's files, or with credentials of their own. */
@NullMarked
package dev.nestling.kubectl.kubeconfig;

import org.jspecify.annotations.NullMarked;
