package dev.consolegw.gateway.shell.guest;

import java.io.IOException;

/** A port that a guest listens at for us. */
public interface GuestListener extends AutoCloseable {

  /**
   * Who has connected.
   *
   * @param socket the connection
   * @param peer where from, for people's eyes
   */
  record Accepted(GuestSocket socket, String peer) {}

  /** Which port it is. */
  int port();

  /**
   * Waits for the next connection.
   *
   * @throws GuestException when the guest is lost
   * @throws IOException when this is closed, or interrupted
   */
  Accepted accept() throws IOException;

  /** Listens no more; what was accepted goes on. Does not block. */
  @Override
  void close();
}
