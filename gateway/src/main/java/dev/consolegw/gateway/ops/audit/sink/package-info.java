/**
 * Where the lines of the audit go to stay: files, streams and servers, and the queue before each.
 * Read {@link dev.consolegw.gateway.ops.audit.sink.AuditOutlet} first. Used by {@code export},
 * {@code export.protocol}, {@code ops.audit}.
 */
@NullMarked
package dev.consolegw.gateway.ops.audit.sink;

import org.jspecify.annotations.NullMarked;
