/**
 * What a reconcile does and how long it takes, told to a collector of OpenTelemetry when an
 * administrator names one; otherwise nothing of this is in the way. docs/guides/tracing.md.
 */
@NullMarked
package dev.nestling.runtime.tracing;

import org.jspecify.annotations.NullMarked;
