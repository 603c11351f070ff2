/** Tests of the kinds of {@code nestling.dev/v1alpha1}. */
@NullMarked
package dev.nestling.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
