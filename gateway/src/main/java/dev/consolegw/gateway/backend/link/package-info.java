/**
 * Streams of bytes to a far side, without a thread per stream where that is possible. Read {@link
 * dev.consolegw.gateway.backend.link.Link} first, then {@link
 * dev.consolegw.gateway.backend.link.LinkLoop} and {@link
 * dev.consolegw.gateway.backend.link.Sockets}. Only for the wires of {@code backend}.
 */
@NullMarked
package dev.consolegw.gateway.backend.link;

import org.jspecify.annotations.NullMarked;
