/**
 * How long somebody may stay: for as long as they have the right, and by the clock. Read {@link
 * dev.consolegw.gateway.console.stay.GrantRenewal} first. Used by {@code console.local}, {@code
 * console.viewer}.
 */
@NullMarked
package dev.consolegw.gateway.console.stay;

import org.jspecify.annotations.NullMarked;
