/**
 * What is asked of a nested API server, and the memory of its last answers. Knows nothing of the
 * management cluster.
 */
@NullMarked
package dev.nestling.core.nested;

import org.jspecify.annotations.NullMarked;
