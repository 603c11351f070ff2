/** The only code that writes objects to the management cluster. */
@NullMarked
package dev.nestling.core.apply;

import org.jspecify.annotations.NullMarked;
