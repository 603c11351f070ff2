/** One file per object of a LightCluster; pure functions from values to objects. */
@NullMarked
package dev.nestling.lightcluster.objects;

import org.jspecify.annotations.NullMarked;
