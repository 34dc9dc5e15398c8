/**
 * The console bridge of an Odorobo agent. Read {@link
 * dev.consolegw.gateway.backend.odorobo.OdoroboWire} first, then {@link
 * dev.consolegw.gateway.backend.odorobo.Control}. Only for {@code backend}.
 */
@NullMarked
package dev.consolegw.gateway.backend.odorobo;

import org.jspecify.annotations.NullMarked;
