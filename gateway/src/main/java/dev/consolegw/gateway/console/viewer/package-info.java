/**
 * One viewer: what it is shown, what it types, and how long it stays. Read {@link
 * dev.consolegw.gateway.console.viewer.LocalViewer} first.
 */
@NullMarked
package dev.consolegw.gateway.console.viewer;

import org.jspecify.annotations.NullMarked;
