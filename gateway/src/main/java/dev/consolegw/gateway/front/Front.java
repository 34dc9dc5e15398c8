package dev.consolegw.gateway.front;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where clients come in: listens, signs people in, and hands their channels on. */
public interface Front extends Closeable {

  /** The protocol, in one word, such as {@code ssh}. */
  String name();

  /**
   * Listens on every address of the settings.
   *
   * @return where, with the ports that were picked for 0
   * @throws IOException when an address cannot be bound; the message is a sentence with the address
   */
  List<InetSocketAddress> start() throws IOException;

  /**
   * Lets the clients that are here leave by themselves; done when they have, or after this time.
   */
  CompletionStage<Void> drain(Duration atMost);
}
