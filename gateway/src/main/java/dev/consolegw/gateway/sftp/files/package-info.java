/**
 * Output and recordings as a tree of files. Read {@link dev.consolegw.gateway.sftp.files.Tree}
 * first. Used by {@code gateway}, {@code sftp}.
 */
@NullMarked
package dev.consolegw.gateway.sftp.files;

import org.jspecify.annotations.NullMarked;
