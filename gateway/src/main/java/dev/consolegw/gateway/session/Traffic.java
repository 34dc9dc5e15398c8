package dev.consolegw.gateway.session;

/**
 * What went through one viewer.
 *
 * @param in bytes typed towards the guest
 * @param out bytes of output delivered
 */
public record Traffic(long in, long out) {}
