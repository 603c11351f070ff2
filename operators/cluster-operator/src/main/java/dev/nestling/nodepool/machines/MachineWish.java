package dev.nestling.nodepool.machines;

import dev.nestling.core.ssh.SshTarget;

/**
 * What is wanted of one machine.
 *
 * @param target where it is
 * @param mark what is written on it: who has it, and as which machine
 * @param settled whether its node is well, so that a look now and then is enough
 */
record MachineWish(SshTarget target, String mark, Goal goal, boolean settled) {}
