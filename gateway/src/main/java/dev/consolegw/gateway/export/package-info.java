/**
 * What consoles print, sent to log systems: each is a reader of all histories that remembers how
 * far it was taken. Read {@link dev.consolegw.gateway.export.Exports} first, then {@link
 * dev.consolegw.gateway.export.Export}. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.export;

import org.jspecify.annotations.NullMarked;
