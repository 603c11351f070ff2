/** Tests of config/monitoring: alerts, dashboard and what collects the metrics that they need. */
@NullMarked
package dev.nestling.test.monitoring;

import org.jspecify.annotations.NullMarked;
