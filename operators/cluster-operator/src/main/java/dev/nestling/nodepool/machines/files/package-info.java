/**
 * Brings what belongs on machines to the operator: from an image, by way of a pod that serves it.
 */
@NullMarked
package dev.nestling.nodepool.machines.files;

import org.jspecify.annotations.NullMarked;
