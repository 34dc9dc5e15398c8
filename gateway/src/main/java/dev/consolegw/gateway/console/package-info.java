/**
 * Each console: many viewers, one writer, one history, on one line. Read {@link
 * dev.consolegw.gateway.console.local.LocalConsole} first, then {@link
 * dev.consolegw.gateway.console.viewer.LocalViewer} and {@link
 * dev.consolegw.gateway.console.roster.Roster}. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.console;

import org.jspecify.annotations.NullMarked;
