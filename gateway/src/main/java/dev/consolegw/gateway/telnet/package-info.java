/**
 * A TCP port for each serial port, for clients that know no SSH. Read {@link
 * dev.consolegw.gateway.telnet.TelnetFront} first, then {@link
 * dev.consolegw.gateway.telnet.TelnetConnection}. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.telnet;

import org.jspecify.annotations.NullMarked;
