/**
 * Connects through SSH servers: one shared connection to each, a channel for each console. Read
 * {@link dev.consolegw.gateway.net.hop.HopDialer} first, then {@link
 * dev.consolegw.gateway.net.hop.SharedHop} and {@link dev.consolegw.gateway.net.hop.HopLink}. Used
 * by {@code check}, {@code gateway}, {@code wire}.
 */
@NullMarked
package dev.consolegw.gateway.net.hop;

import org.jspecify.annotations.NullMarked;
