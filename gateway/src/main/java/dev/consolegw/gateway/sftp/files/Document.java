package dev.consolegw.gateway.sftp.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.OptionalLong;

/** A file of the tree. Called on the virtual thread of one SFTP session. */
public interface Document {

  /** Its name in its folder: 1 to 200 bytes of UTF-8, without a slash, safe to show. */
  String name();

  /** In bytes, now; nothing when that costs too much to know. May wait for the disk. */
  OptionalLong size();

  /** When it last changed. */
  Instant modified();

  /**
   * What it holds now; later changes do not show.
   *
   * @throws IOException when it cannot be read; the message is for the person
   */
  Content open() throws IOException;

  /** An open document. */
  interface Content extends Closeable {

    /** In bytes; does not change. */
    long size();

    /**
     * Fills the buffer from a position within the size, completely but at the end. Waits for the
     * disk, on threads other than this one.
     *
     * @throws IOException when that cannot be had; the message is for the person
     */
    void read(long position, ByteBuffer into) throws IOException;

    @Override
    void close();
  }
}
