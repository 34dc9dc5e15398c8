/**
 * For operators: who is here, and who did what. Read {@link
 * dev.consolegw.gateway.ops.SessionRegistry}. Used by {@code command.config}, {@code front}, {@code
 * gateway}, {@code ops.audit}, {@code ssh}, {@code telnet}, {@code web}, {@code web.http}.
 */
@NullMarked
package dev.consolegw.gateway.ops;

import org.jspecify.annotations.NullMarked;
