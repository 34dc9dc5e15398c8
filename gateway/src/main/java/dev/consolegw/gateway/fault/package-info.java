/**
 * What no catch may keep to itself. Read {@link dev.consolegw.gateway.fault.Uncaught}. Used by all
 * that wait for a future or sit behind a library's catch; knows no other package.
 */
@NullMarked
package dev.consolegw.gateway.fault;

import org.jspecify.annotations.NullMarked;
