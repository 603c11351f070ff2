/**
 * Who asks a pool with hardware, whom it lets in, and where its answers are kept: the same for room
 * on nodes ({@code hosting}) and for whole machines ({@code machines.sharing}).
 * docs/architecture.md, section 3.10.
 */
@NullMarked
package dev.nestling.nodepool.claims;

import org.jspecify.annotations.NullMarked;
