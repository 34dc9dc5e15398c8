/**
 * How what is kept under {@code state} lies on disk: folders and small files of one user alone.
 * Used by {@code console.memory}, {@code gateway}, {@code history}, {@code history.store}, {@code
 * recording}, {@code sftp.files}.
 */
@NullMarked
package dev.consolegw.gateway.state;

import org.jspecify.annotations.NullMarked;
