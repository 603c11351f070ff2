/**
 * The vocabulary of desired state: names, labels, owners and the plan itself. Values only; no
 * client, no clock.
 */
@NullMarked
package dev.nestling.core.plan;

import org.jspecify.annotations.NullMarked;
