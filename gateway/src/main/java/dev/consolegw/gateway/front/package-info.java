/**
 * What a client's channel becomes, whatever carries it. Read {@link
 * dev.consolegw.gateway.front.SessionRouter} first. Used by {@code front.link}, {@code gateway},
 * {@code ssh}, {@code ssh.channel}, {@code ssh.forward}, {@code telnet}, {@code web}.
 */
@NullMarked
package dev.consolegw.gateway.front;

import org.jspecify.annotations.NullMarked;
