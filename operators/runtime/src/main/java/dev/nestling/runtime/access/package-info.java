/**
 * What an operator may do in a namespace it holds there alone, while there is an object of its
 * kinds. docs/architecture.md, section 3.14.
 */
@NullMarked
package dev.nestling.runtime.access;

import org.jspecify.annotations.NullMarked;
