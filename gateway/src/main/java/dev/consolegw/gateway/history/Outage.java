package dev.consolegw.gateway.history;

import java.time.Instant;

/**
 * A place where output may be missing and no offset is: the console was not connected, because the
 * connection was lost, because nobody looked, or because the gateway did not run.
 *
 * @param offset of the first byte that was printed afterwards
 * @param from when the connection ended
 * @param until when there was one again; if that is not known, when that byte came
 */
public record Outage(long offset, Instant from, Instant until) {}
