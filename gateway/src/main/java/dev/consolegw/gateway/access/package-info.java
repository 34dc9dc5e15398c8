/**
 * From a person and a name to a console. Read {@link dev.consolegw.gateway.access.ConsoleAccess}
 * first. Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.access;

import org.jspecify.annotations.NullMarked;
