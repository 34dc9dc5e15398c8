/**
 * SSH inside SSH: a channel that a connection asks for as for another host, as the socket of a
 * connection that is answered here. Read {@link dev.consolegw.gateway.ssh.jump.JumpChannel} first.
 * Used by {@code ssh}.
 */
@NullMarked
package dev.consolegw.gateway.ssh.jump;

import org.jspecify.annotations.NullMarked;
