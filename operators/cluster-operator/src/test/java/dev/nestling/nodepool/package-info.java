@NullMarked
package dev.nestling.nodepool;

import org.jspecify.annotations.NullMarked;
