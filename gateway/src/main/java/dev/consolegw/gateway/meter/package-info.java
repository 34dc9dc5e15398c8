/**
 * What is counted where it happens, on the way of every byte. Read {@link
 * dev.consolegw.gateway.meter.ConsoleMeters} first. Used by {@code client}, {@code connection},
 * {@code console}, {@code console.stay}, {@code console.viewer}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.meter;

import org.jspecify.annotations.NullMarked;
