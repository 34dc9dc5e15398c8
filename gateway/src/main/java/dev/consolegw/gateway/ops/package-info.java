/**
 * For operators. Listens to the events of consoles; nothing depends on it but the composition root.
 * Read {@link dev.consolegw.gateway.ops.AuditLog}.
 */
@NullMarked
package dev.consolegw.gateway.ops;

import org.jspecify.annotations.NullMarked;
