/**
 * The files of a history on disk. Read {@link dev.consolegw.gateway.history.store.Segments} first.
 */
@NullMarked
package dev.consolegw.gateway.history.store;

import org.jspecify.annotations.NullMarked;
