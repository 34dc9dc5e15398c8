/**
 * One viewer: what it is shown, what it types, and how long it stays. Read {@link
 * dev.consolegw.gateway.console.viewer.LocalViewer} first. Used by {@code console.local}.
 */
@NullMarked
package dev.consolegw.gateway.console.viewer;

import org.jspecify.annotations.NullMarked;
