/** What people install, held against {@code config/}. */
@NullMarked
package dev.nestling.packaging;

import org.jspecify.annotations.NullMarked;
