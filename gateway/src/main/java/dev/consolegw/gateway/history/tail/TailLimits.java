package dev.consolegw.gateway.history.tail;

import dev.consolegw.config.value.ByteSize;
import java.time.Duration;

/**
 * Bounds of what is in memory.
 *
 * @param memory for unwritten output of all consoles; past half of it, an active console keeps only
 *     16 to 32 KiB of what is written
 * @param unwritten per console while the disk does not follow
 * @param recent kept per active console after it was written
 * @param idle without output for so long, a console keeps no memory and no file
 */
public record TailLimits(ByteSize memory, ByteSize unwritten, ByteSize recent, Duration idle) {}
