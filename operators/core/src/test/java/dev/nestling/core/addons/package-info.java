@NullMarked
package dev.nestling.core.addons;

import org.jspecify.annotations.NullMarked;
