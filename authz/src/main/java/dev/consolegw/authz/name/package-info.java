/**
 * The grammar of the names of consoles. Read {@link dev.consolegw.authz.name.NameParser} first.
 * Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.authz.name;

import org.jspecify.annotations.NullMarked;
