/**
 * What files of an image are: which package, module or library they came from, under which license.
 */
@NullMarked
package dev.nestling.images.parts;

import org.jspecify.annotations.NullMarked;
