/**
 * Each console: many viewers, one writer, one history, on one line. Read {@link
 * dev.consolegw.gateway.console.Console} first, then {@link dev.consolegw.gateway.console.Viewer}
 * and {@link dev.consolegw.gateway.console.Crew}. Used by ssh and command; ops listens to its
 * events.
 */
@NullMarked
package dev.consolegw.gateway.console;

import org.jspecify.annotations.NullMarked;
