/** What is known of the management cluster that clusters run in. */
@NullMarked
package dev.nestling.core.management;

import org.jspecify.annotations.NullMarked;
