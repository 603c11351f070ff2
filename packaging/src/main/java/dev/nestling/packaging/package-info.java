/**
 * Makes of {@code config/} what people install with: the generated part of the Helm chart, the
 * bundle of the Operator Lifecycle Manager, and one file for {@code kubectl apply}.
 */
@NullMarked
package dev.nestling.packaging;

import org.jspecify.annotations.NullMarked;
