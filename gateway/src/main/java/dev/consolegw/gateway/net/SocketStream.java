package dev.consolegw.gateway.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * A socket that no selector takes: TLS, abstract UNIX names.
 *
 * @param socket closing it ends a blocked read and a blocked write, and does not block itself
 * @param threads for the link's reader and writer
 */
record SocketStream(
    InputStream in,
    OutputStream out,
    Closeable socket,
    ThreadFactory threads,
    ScheduledExecutorService scheduler)
    implements ByteStream {

  @Override
  public Link link() {
    return new StreamLink(this);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
