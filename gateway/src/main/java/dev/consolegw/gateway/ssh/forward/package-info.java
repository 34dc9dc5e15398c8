/**
 * Channels that carry a connection (RFC 4254, 7): SSH inside SSH, which is answered here, and TCP
 * of a guest. Read {@link dev.consolegw.gateway.ssh.forward.ForwardingChannel} first. Used by
 * {@code ssh}.
 */
@NullMarked
package dev.consolegw.gateway.ssh.forward;

import org.jspecify.annotations.NullMarked;
