@NullMarked
package dev.nestling.kubectl.kubeconfig;

import org.jspecify.annotations.NullMarked;
