package dev.consolegw.gateway.crooked.console;

import dev.consolegw.gateway.crooked.backend.Upward;

/** Looks down, as it may. */
public record Above(Upward below) {}
