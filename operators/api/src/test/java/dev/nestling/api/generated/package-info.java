/** The files that are generated from the types, and the test that they are up to date. */
@NullMarked
package dev.nestling.api.generated;

import org.jspecify.annotations.NullMarked;
