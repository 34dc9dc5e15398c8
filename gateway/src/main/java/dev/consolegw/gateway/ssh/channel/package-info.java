/**
 * What one client may send ahead, what is on its way to it, and what it says of itself. Read {@link
 * dev.consolegw.gateway.ssh.channel.ReceiveWindow} first. Used by {@code ssh}, {@code ssh.forward}.
 */
@NullMarked
package dev.consolegw.gateway.ssh.channel;

import org.jspecify.annotations.NullMarked;
