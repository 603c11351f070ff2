package dev.nestling.core.etcd.monitor;

import dev.nestling.core.etcd.Survey;
import java.time.Instant;

/**
 * What came of asking.
 *
 * @param aim that was asked by; the objects were read before
 * @param survey what was answered
 * @param at when the first question was asked
 */
public record Look(Aim aim, Survey survey, Instant at) {}
