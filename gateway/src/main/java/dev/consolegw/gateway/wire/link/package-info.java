/**
 * What all wires over a {@link dev.consolegw.gateway.net.Link} have in common. Read {@link
 * dev.consolegw.gateway.wire.link.LinkBackend} first. Used by {@code wire}, {@code wire.odorobo},
 * {@code wire.vspc}.
 */
@NullMarked
package dev.consolegw.gateway.wire.link;

import org.jspecify.annotations.NullMarked;
