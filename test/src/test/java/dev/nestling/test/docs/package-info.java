/** What the guides promise to be complete is complete. */
@NullMarked
package dev.nestling.test.docs;

import org.jspecify.annotations.NullMarked;
