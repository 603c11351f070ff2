/**
 * Makes nodes of hosts over SSH (pools of type Machines). {@code MachineFleet} decides, {@code
 * MachineRound} does it on one machine, {@code Enrolment} remembers on which machines something was
 * done.
 */
@NullMarked
package dev.nestling.nodepool.machines;

import org.jspecify.annotations.NullMarked;
