package dev.consolegw.gateway.crooked.backend.wire;

import dev.consolegw.gateway.crooked.backend.Upward;

/** In a sub-room, and in a circle with its own parent. */
public record Hidden(Upward parent) {}
