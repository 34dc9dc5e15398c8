/**
 * One viewer: what it is shown, what it types, and how long it stays. Read {@link
 * dev.consolegw.gateway.console.viewer.LocalViewer} first. Used by {@code command.guest}, {@code
 * console}, {@code console.local}, {@code console.memory}, {@code console.roster}, {@code front}.
 */
@NullMarked
package dev.consolegw.gateway.console.viewer;

import org.jspecify.annotations.NullMarked;
