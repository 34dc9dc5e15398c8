/**
 * The console bridge of an Odorobo agent. Read {@link
 * dev.consolegw.gateway.wire.odorobo.OdoroboWire} first, then {@link
 * dev.consolegw.gateway.wire.odorobo.Control}. Only for {@code backend}.
 */
@NullMarked
package dev.consolegw.gateway.wire.odorobo;

import org.jspecify.annotations.NullMarked;
