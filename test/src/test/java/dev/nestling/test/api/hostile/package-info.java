/** Tenants who try what they may not, on a real API server with the shipped rights; no root. */
@NullMarked
package dev.nestling.test.api.hostile;

import org.jspecify.annotations.NullMarked;
