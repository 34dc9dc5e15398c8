/**
 * For operators. Listens to the events of consoles. Read {@link
 * dev.consolegw.gateway.ops.AuditLog}. Used by {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.ops;

import org.jspecify.annotations.NullMarked;
