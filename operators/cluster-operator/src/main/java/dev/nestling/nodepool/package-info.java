/** NodePool: a pool's way through the operator; what is done for it is in the packages below. */
@NullMarked
package dev.nestling.nodepool;

import org.jspecify.annotations.NullMarked;
