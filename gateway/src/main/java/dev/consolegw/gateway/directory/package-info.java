/**
 * Finds consoles and the addresses to dial them at. Read {@link
 * dev.consolegw.gateway.directory.Directory} first, then {@link
 * dev.consolegw.gateway.directory.Directories}. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.directory;

import org.jspecify.annotations.NullMarked;
