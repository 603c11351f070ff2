/** What a user does with a real cluster: kubelet, containerd, volumes and all. */
@NullMarked
package dev.nestling.test.e2e;

import org.jspecify.annotations.NullMarked;
