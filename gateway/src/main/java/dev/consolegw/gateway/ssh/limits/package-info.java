/**
 * What strangers may cost: how many connections stand before they have signed in, for how long, how
 * many keys they offer, what becomes of those who fail again and again, and what they make us log.
 * Read {@link dev.consolegw.gateway.ssh.limits.ConnectionLimits} first. Used by {@code gateway},
 * {@code ssh}.
 */
@NullMarked
package dev.consolegw.gateway.ssh.limits;

import org.jspecify.annotations.NullMarked;
