/** Configuration for clients, as whoever asks may use it. Used by {@code gateway}. */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.command.config;
