/**
 * Commands and files for machines over SSH. A machine proves itself by a host key that was given
 * beforehand, or nothing is sent to it. Knows nothing of Kubernetes.
 */
@NullMarked
package dev.nestling.core.ssh;

import org.jspecify.annotations.NullMarked;
