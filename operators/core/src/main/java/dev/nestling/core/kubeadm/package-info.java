/**
 * What must exist inside a nested cluster so that a stock {@code kubeadm join} and a stock kubelet
 * work. Pure functions from values to objects; names and keys are those that kubeadm reads.
 */
@NullMarked
package dev.nestling.core.kubeadm;

import org.jspecify.annotations.NullMarked;
