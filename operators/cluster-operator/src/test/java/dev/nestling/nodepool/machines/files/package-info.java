@NullMarked
package dev.nestling.nodepool.machines.files;

import org.jspecify.annotations.NullMarked;
