/** The operator of LightCluster: the six stops of docs/architecture.md, section 2. */
@NullMarked
package dev.nestling.lightcluster;

import org.jspecify.annotations.NullMarked;
