package dev.consolegw.gateway.session;

import dev.consolegw.authz.Person;
import java.time.Duration;
import java.time.Instant;

/**
 * One viewer, as {@code who} shows it.
 *
 * @param idle for how long it has typed nothing
 * @param silent for how long its client has answered nothing
 */
public record ViewerInfo(
    String session,
    Person person,
    String address,
    Role role,
    Instant since,
    Duration idle,
    Duration silent,
    Traffic traffic) {}
