/**
 * What people type after the host, and how a name becomes a console. Read {@link
 * dev.consolegw.gateway.access.ConsoleAccess} first, then {@link
 * dev.consolegw.gateway.command.Commands}. Used by ssh.
 */
@NullMarked
package dev.consolegw.gateway.command;

import org.jspecify.annotations.NullMarked;
