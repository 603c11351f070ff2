@NullMarked
package dev.nestling.nodepool.machines.sharing;

import org.jspecify.annotations.NullMarked;
