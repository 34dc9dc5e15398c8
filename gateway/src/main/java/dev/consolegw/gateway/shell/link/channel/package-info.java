/**
 * The channels of a link: who may send, how much, and whose turn it is. Read {@link
 * dev.consolegw.gateway.shell.link.channel.Mux} first. Used by {@code shell.link}.
 */
@NullMarked
package dev.consolegw.gateway.shell.link.channel;

import org.jspecify.annotations.NullMarked;
