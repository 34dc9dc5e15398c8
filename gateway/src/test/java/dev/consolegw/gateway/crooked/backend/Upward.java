package dev.consolegw.gateway.crooked.backend;

import dev.consolegw.config.value.Pace;
import dev.consolegw.gateway.crooked.console.Above;

/** Looks up, and at a module that is none of its business. */
public record Upward(Above above, Pace pace) {}
