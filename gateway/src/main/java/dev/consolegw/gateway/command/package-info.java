/**
 * What people type after the host. Read {@link dev.consolegw.gateway.command.Commands} first, then
 * {@link dev.consolegw.gateway.command.Command}. Used by {@code command.config}, {@code
 * command.guest}, {@code command.log}, {@code command.recordings}, {@code command.screen}, {@code
 * front}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.command;

import org.jspecify.annotations.NullMarked;
