/**
 * Pools whose machines become nodes of a cluster: how they join, and what is kept in step on their
 * Nodes. docs/architecture.md, section 3.11.
 */
@NullMarked
package dev.nestling.nodepool.workers;

import org.jspecify.annotations.NullMarked;
