/**
 * What all kinds of cluster have in common beside their objects: keys, addresses, findings, the
 * draft of a plan.
 */
@NullMarked
package dev.nestling.core.cluster;

import org.jspecify.annotations.NullMarked;
