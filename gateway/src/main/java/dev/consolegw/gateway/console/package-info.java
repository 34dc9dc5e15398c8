/**
 * What may be asked of a console: many viewers, one writer, one history, on one connection. Read
 * {@link Console} first, then {@link Viewer} and {@link ViewerSink}. Used by more than eight
 * packages.
 */
@NullMarked
package dev.consolegw.gateway.console;

import org.jspecify.annotations.NullMarked;
