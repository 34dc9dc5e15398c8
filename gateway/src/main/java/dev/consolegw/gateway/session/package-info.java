/**
 * Values of one person's stay. Read {@link dev.consolegw.gateway.session.Session} first. Used by
 * more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.session;

import org.jspecify.annotations.NullMarked;
