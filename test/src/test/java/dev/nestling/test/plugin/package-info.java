/** The plug-in of kubectl against a real API server. */
@NullMarked
package dev.nestling.test.plugin;

import org.jspecify.annotations.NullMarked;
