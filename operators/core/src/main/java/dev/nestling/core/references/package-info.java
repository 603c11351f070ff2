/** What people's specs point at: objects of theirs that are read by name and never written. */
@NullMarked
package dev.nestling.core.references;

import org.jspecify.annotations.NullMarked;
