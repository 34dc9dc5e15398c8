/**
 * The files of a history on disk. Read {@link dev.consolegw.gateway.history.store.Segments} first.
 * Used by {@code history}, {@code history.merge}, {@code history.tail}.
 */
@NullMarked
package dev.consolegw.gateway.history.store;

import org.jspecify.annotations.NullMarked;
