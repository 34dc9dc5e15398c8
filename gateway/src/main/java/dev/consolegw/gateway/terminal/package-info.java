/**
 * What terminals obey, and how stored output is made safe for them. Read {@link
 * dev.consolegw.gateway.terminal.SafeOutput}. Used by command and console; knows no other package.
 */
@NullMarked
package dev.consolegw.gateway.terminal;

import org.jspecify.annotations.NullMarked;
