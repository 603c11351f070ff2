/** Classes that break the layers' rules, for the test of the rules. */
@NullMarked
package dev.nestling.testing.layers;

import org.jspecify.annotations.NullMarked;
