/**
 * How what is kept under {@code state} lies on disk: folders and small files of one user alone.
 * Used by more than eight packages.
 */
@NullMarked
package dev.consolegw.config.state;

import org.jspecify.annotations.NullMarked;
