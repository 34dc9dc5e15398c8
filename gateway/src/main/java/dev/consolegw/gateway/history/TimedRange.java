package dev.consolegw.gateway.history;

import java.time.Instant;

/**
 * Output that was printed within one second.
 *
 * @param at when its first byte was printed
 * @param until the offset after its last byte, as far as it is printed yet
 */
public record TimedRange(Instant at, long until) {}
