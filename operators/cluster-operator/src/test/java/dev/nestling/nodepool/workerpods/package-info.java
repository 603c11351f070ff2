@NullMarked
package dev.nestling.nodepool.workerpods;

import org.jspecify.annotations.NullMarked;
