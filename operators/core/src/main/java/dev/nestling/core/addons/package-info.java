/** The add-ons of a nested cluster: each one a list of objects, from values and nothing else. */
@NullMarked
package dev.nestling.core.addons;

import org.jspecify.annotations.NullMarked;
