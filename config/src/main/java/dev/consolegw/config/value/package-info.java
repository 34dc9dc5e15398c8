/**
 * The values that settings are written in: sizes, paces, times. Read {@link
 * dev.consolegw.config.value.ByteSize} first. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.config.value;

import org.jspecify.annotations.NullMarked;
