package dev.consolegw.gateway.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connected stream to a far side, for what is said before it becomes a {@link Link}: a handshake,
 * or a short question. Its streams block; whoever uses them has a {@link Deadline#guard} on it. One
 * thread at a time, but for {@link #close}.
 */
public interface ByteStream extends Closeable {

  InputStream in() throws IOException;

  OutputStream out() throws IOException;

  /**
   * Goes on as a link, to which it belongs from now on; its streams are not used any more.
   *
   * @throws IOException when it is broken already
   */
  Link link() throws IOException;

  /** Cuts it off without blocking, whatever waits on it. */
  @Override
  void close() throws IOException;
}
