/**
 * The audit: a line for everything that people do, and where the lines go. Read {@link
 * dev.consolegw.gateway.ops.audit.AuditEvent} first, then {@link
 * dev.consolegw.gateway.ops.audit.Audit}. Used by {@code command}, {@code command.recordings},
 * {@code front}, {@code gateway}, {@code ssh}, {@code ssh.limits}, {@code telnet}, {@code web}.
 */
@NullMarked
package dev.consolegw.gateway.ops.audit;

import org.jspecify.annotations.NullMarked;
