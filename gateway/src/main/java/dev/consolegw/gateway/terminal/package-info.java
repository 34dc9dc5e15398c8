/**
 * What terminals obey, how stored output is made safe for them, and how they are left as they were.
 * Read {@link dev.consolegw.gateway.terminal.SafeOutput}. Knows no other package. Used by more than
 * eight packages.
 */
@NullMarked
package dev.consolegw.gateway.terminal;

import org.jspecify.annotations.NullMarked;
