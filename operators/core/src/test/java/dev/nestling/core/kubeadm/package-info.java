@NullMarked
package dev.nestling.core.kubeadm;

import org.jspecify.annotations.NullMarked;
