/** The kinds of {@code nestling.dev/v1alpha1}; the only source of the CRDs. */
@NullMarked
package dev.nestling.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
