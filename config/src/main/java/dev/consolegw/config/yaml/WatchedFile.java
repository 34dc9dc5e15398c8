package dev.consolegw.config.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file that somebody may change at any time, and whether what it holds is to be read again: when
 * it is another than before, and two looks in a row have found it the same, so that nobody reads
 * what is half written. A file that changes at every look is read all the same after {@link #LOOKS}
 * of them. Links are followed. Looks wait for the disk. Not thread-safe.
 */
public final class WatchedFile {
  /** After so many looks a file is taken that does not come to rest. */
  static final int LOOKS = 10;

  private final Path path;
  private Object taken;
  private Object seen;
  private int moving;

  /** What a look finds. */
  public enum Look {
    /** As it was when it was last taken. */
    SAME,
    /** Another, and perhaps being written: look again soon. */
    MOVING,
    /** Another, and at rest: read it. */
    CHANGED
  }

  /** One that is taken as it is now: what is read of it is to be read after this. */
  public WatchedFile(Path path) {
    this.path = path;
    this.taken = stamp();
    this.seen = taken;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** Looks at it. After {@link Look#CHANGED} it counts as taken. */
  public Look look() {
    var now = stamp();
    if (now.equals(taken)) {
      seen = now;
      moving = 0;
      return Look.SAME;
    }
    moving++;
    if (now.equals(seen) || moving >= LOOKS) {
      taken = now;
      seen = now;
      moving = 0;
      return Look.CHANGED;
    }
    seen = now;
    return Look.MOVING;
  }

  /** What differs whenever somebody writes, replaces, removes it, or changes its mode. */
  private Object stamp() {
    try {
      return Map.copyOf(
          Files.readAttributes(path, "unix:ino,dev,size,mode,uid,ctime,lastModifiedTime"));
    } catch (IOException missing) {
      return missing.getClass();
    } catch (UnsupportedOperationException | IllegalArgumentException otherSystem) {
      return stampElsewhere();
    }
  }

  private Object stampElsewhere() {
    try {
      return Map.copyOf(Files.readAttributes(path, "size,lastModifiedTime"));
    } catch (IOException missing) {
      return missing.getClass();
    }
  }
}
