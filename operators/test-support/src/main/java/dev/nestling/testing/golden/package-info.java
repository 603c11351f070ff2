/** Golden scenarios: a folder of inputs, a folder of outputs, compared as YAML text. */
@NullMarked
package dev.nestling.testing.golden;

import org.jspecify.annotations.NullMarked;
