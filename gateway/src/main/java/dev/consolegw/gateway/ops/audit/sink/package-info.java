/**
 * Where the lines of the audit go to stay, and the queue before each place. Read {@link
 * dev.consolegw.gateway.ops.audit.sink.AuditOutlet} first. Used by {@code ops.audit}.
 */
@NullMarked
package dev.consolegw.gateway.ops.audit.sink;

import org.jspecify.annotations.NullMarked;
