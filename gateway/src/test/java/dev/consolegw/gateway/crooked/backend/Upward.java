package dev.consolegw.gateway.crooked.backend;

import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.crooked.backend.wire.Hidden;
import dev.consolegw.gateway.crooked.console.Above;

/** Looks up, into a circle with its own sub-room, and at a module that is none of its business. */
public record Upward(Above above, Pace pace, Hidden child) {}
