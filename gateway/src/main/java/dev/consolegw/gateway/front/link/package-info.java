/**
 * Channels of clients whose connection has one alone. Read {@link
 * dev.consolegw.gateway.front.link.LinkChannel} first. Used by {@code telnet}, {@code web}.
 */
@NullMarked
package dev.consolegw.gateway.front.link;

import org.jspecify.annotations.NullMarked;
