@NullMarked
package dev.nestling.nodepool.machines;

import org.jspecify.annotations.NullMarked;
