/**
 * Who you are and what you may open. Read {@link dev.consolegw.authz.Authorizer} first, then {@link
 * dev.consolegw.authz.Grant} and {@link dev.consolegw.authz.name.ConsoleName}. Used by more than
 * eight packages.
 */
@NullMarked
package dev.consolegw.authz;

import org.jspecify.annotations.NullMarked;
