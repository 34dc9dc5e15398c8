/**
 * What a client's channel becomes, whatever carries it. Read {@link
 * dev.consolegw.gateway.front.SessionRouter} first. Used by {@code gateway}, {@code ssh}, {@code
 * ssh.channel}, {@code ssh.forward}, {@code telnet}.
 */
@NullMarked
package dev.consolegw.gateway.front;

import org.jspecify.annotations.NullMarked;
