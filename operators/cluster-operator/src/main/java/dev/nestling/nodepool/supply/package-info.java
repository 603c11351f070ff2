/**
 * What makes nodes of hardware, as pools of workers see it: the same for pods on another pool's
 * hardware ({@code workerpods}) and for machines over SSH ({@code machines}).
 */
@NullMarked
package dev.nestling.nodepool.supply;

import org.jspecify.annotations.NullMarked;
