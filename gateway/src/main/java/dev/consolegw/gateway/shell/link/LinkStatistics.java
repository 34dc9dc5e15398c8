package dev.consolegw.gateway.shell.link;

/**
 * What has gone over a link so far.
 *
 * @param bytesSent on the line, frames and all
 * @param bytesReceived on the line, with other output
 * @param framesReceived those that were good
 * @param damaged frames that were not
 * @param repaired frames that were good without the kernel's lines in them
 * @param resent frames that we have sent again
 */
public record LinkStatistics(
    long bytesSent,
    long bytesReceived,
    long framesReceived,
    long damaged,
    long repaired,
    long resent) {}
