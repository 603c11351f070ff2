/** The keys of a nested cluster's encryption at rest, and how they are replaced. */
@NullMarked
package dev.nestling.core.encryption;

import org.jspecify.annotations.NullMarked;
