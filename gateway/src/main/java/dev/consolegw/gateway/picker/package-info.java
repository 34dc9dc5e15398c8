/**
 * The full-screen list of consoles, {@code ssh menu@gateway}: what was typed, what is shown, and
 * how little of it has to be drawn anew. The only place that sees JLine. Read {@link
 * dev.consolegw.gateway.picker.Picker} first, then {@code Choice} and {@code Frame}. Used by {@code
 * front}.
 */
@NullMarked
package dev.consolegw.gateway.picker;

import org.jspecify.annotations.NullMarked;
