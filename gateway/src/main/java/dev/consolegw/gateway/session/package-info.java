/**
 * One person's stay: its values, its streams, and when its input counts as ended. Read {@link
 * dev.consolegw.gateway.session.Session} first. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.session;

import org.jspecify.annotations.NullMarked;
