/** What consoles print, all the way to log systems, through kills of either side. */
@NullMarked
package dev.consolegw.gateway.e2e.export;

import org.jspecify.annotations.NullMarked;
