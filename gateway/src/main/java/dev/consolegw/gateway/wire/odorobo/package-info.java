/**
 * The console bridge of an Odorobo agent. Read {@link
 * dev.consolegw.gateway.wire.odorobo.OdoroboWire} first, then {@link
 * dev.consolegw.gateway.wire.odorobo.Control}. Used by {@code wire}.
 */
@NullMarked
package dev.consolegw.gateway.wire.odorobo;

import org.jspecify.annotations.NullMarked;
