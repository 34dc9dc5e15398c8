/**
 * How what is kept under {@code state} lies on disk: folders and small files of one user alone.
 * Used by {@code authz.openstack}, {@code console.memory}, {@code gateway}, {@code history}, {@code
 * history.store}, {@code recording}, {@code sftp.files}, {@code ssh.keys}.
 */
@NullMarked
package dev.consolegw.config.state;

import org.jspecify.annotations.NullMarked;
