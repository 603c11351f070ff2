/**
 * Requests over HTTPS to servers that each have an authority and credentials of their own. Knows
 * nothing of the management cluster.
 */
@NullMarked
package dev.nestling.core.https;

import org.jspecify.annotations.NullMarked;
