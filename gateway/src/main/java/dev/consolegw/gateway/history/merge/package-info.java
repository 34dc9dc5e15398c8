/**
 * How output that a far side repeats is joined to what was kept, and how marks become outages. Used
 * by {@code history}.
 */
@NullMarked
package dev.consolegw.gateway.history.merge;

import org.jspecify.annotations.NullMarked;
