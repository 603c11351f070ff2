/** What log lines say beside their message. */
@NullMarked
package dev.nestling.core.logging;

import org.jspecify.annotations.NullMarked;
