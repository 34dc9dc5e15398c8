/**
 * What no catch may keep to itself. Read {@link dev.consolegw.gateway.fault.Uncaught}. Used by more
 * than eight packages.
 */
@NullMarked
package dev.consolegw.gateway.fault;

import org.jspecify.annotations.NullMarked;
