/**
 * The real OpenSSH client against the whole gateway. Read {@link
 * dev.consolegw.gateway.e2e.console.AttachTest} first. Nobody uses this.
 */
@NullMarked
package dev.consolegw.gateway.e2e;

import org.jspecify.annotations.NullMarked;
