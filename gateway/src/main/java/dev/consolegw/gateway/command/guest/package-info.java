/**
 * Commands that type at the guest. Read {@link dev.consolegw.gateway.command.guest.CommandViewer}
 * first. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.command.guest;

import org.jspecify.annotations.NullMarked;
