package dev.consolegw.gateway.session;

/**
 * The terminal of a client.
 *
 * @param type what the client calls it, as in TERM
 * @param columns 0 where it has not said
 * @param rows 0 where it has not said
 */
public record ClientTerminal(String type, int columns, int rows) {}
