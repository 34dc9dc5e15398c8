/**
 * A console's output and recordings as files that can be fetched: an SFTP server (version 3,
 * draft-ietf-secsh-filexfer-02) over a tree of its own, which knows no file of the host. Read
 * {@link dev.consolegw.gateway.sftp.Sftp} first, then {@code SftpSession} and {@code Tree}. Used by
 * {@code front}, {@code gateway}.
 */
@NullMarked
package dev.consolegw.gateway.sftp;

import org.jspecify.annotations.NullMarked;
