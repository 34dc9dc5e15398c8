/**
 * Telnet as a codec: bytes in, data and commands out; no sockets. Read {@link
 * dev.consolegw.gateway.net.telnet.TelnetDecoder} first, then {@link
 * dev.consolegw.gateway.net.telnet.TelnetOptions}. Used by {@code telnet}, {@code wire.vspc}.
 */
@NullMarked
package dev.consolegw.gateway.net.telnet;

import org.jspecify.annotations.NullMarked;
