/**
 * Who is here, and who writes. Read {@link dev.consolegw.gateway.console.roster.Roster} first. Used
 * by {@code console.local}, {@code console.viewer}.
 */
@NullMarked
package dev.consolegw.gateway.console.roster;

import org.jspecify.annotations.NullMarked;
