package dev.consolegw.config;

import java.time.Duration;

/** How fast a line takes input: at most {@code bytes} every {@code interval}; {@code 16B/20ms}. */
public record Pace(int bytes, Duration interval) {}
