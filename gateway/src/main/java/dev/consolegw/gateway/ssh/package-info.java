/**
 * Everything that speaks SSH, and the only place that sees Apache MINA SSHD: turns its callbacks
 * into our words. Read {@link dev.consolegw.gateway.ssh.SshFront} first, then {@code SshChannel}.
 * Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.ssh;

import org.jspecify.annotations.NullMarked;
