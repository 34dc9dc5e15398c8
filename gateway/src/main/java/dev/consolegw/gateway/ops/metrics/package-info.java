/**
 * What operators count and draw: the metrics, in Prometheus' words. Read {@link
 * dev.consolegw.gateway.ops.metrics.Metrics} first. Used by {@code front}, {@code gateway}, {@code
 * ssh.limits}.
 */
@NullMarked
package dev.consolegw.gateway.ops.metrics;

import org.jspecify.annotations.NullMarked;
