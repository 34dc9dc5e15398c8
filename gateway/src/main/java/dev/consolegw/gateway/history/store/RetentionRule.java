package dev.consolegw.gateway.history.store;

import dev.consolegw.config.value.ByteSize;
import java.time.Duration;
import java.util.Optional;

/**
 * How much output of one console is kept, by size and by age. What a pin holds is kept besides.
 *
 * @param bytes on disk, after which the oldest file goes; the newest always stays
 * @param time after which output goes, to the last byte; forever if there is none
 */
public record RetentionRule(ByteSize bytes, Optional<Duration> time) {}
