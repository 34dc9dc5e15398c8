package dev.consolegw.gateway.access;

import dev.consolegw.gateway.session.Session;
import java.util.Map;

/**
 * Who asks, and how.
 *
 * @param session the SSH login
 * @param userName what stood before the {@code @}: says what is wanted, not who wants it
 * @param environment the {@code CONSOLE_…} variables that the client set
 * @param pty whether there is a terminal at the other end
 */
public record Caller(
    Session session, String userName, Map<String, String> environment, boolean pty) {}
