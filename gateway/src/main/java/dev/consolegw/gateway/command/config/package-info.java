/** Configuration for clients, as whoever asks may use it. Used by the root. */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.command.config;
