package dev.consolegw.gateway.shell.guest;

import java.io.InputStream;
import java.io.OutputStream;

/** A TCP connection of a guest; its streams are as those of a {@link GuestProcess}. */
public interface GuestSocket extends AutoCloseable {

  /** What goes to the peer; closing shuts down this direction. */
  OutputStream out();

  /** What the peer sends. */
  InputStream in();

  /** Closes both directions. Does not block. */
  @Override
  void close();
}
