package dev.consolegw.gateway.ops.http;

import dev.consolegw.config.value.LocalListen;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.net.http.HttpAnswer;
import dev.consolegw.gateway.net.http.HttpRequest;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for programs of this machine, at a port of the loopback or a UNIX socket, and answers
 * each of them once. One platform thread, {@code ops}, does all of it, so that nothing that keeps
 * the gateway busy delays an answer, and nothing that is asked here takes more than one thread.
 *
 * <p>There are {@value #CLIENTS} clients at most; for one more, the one that was there longest has
 * to go. Each has {@link #PATIENCE} for its request, of {@link HttpRequest#LIMIT} bytes at most,
 * and as long again to read its answer.
 */
public final class OpsServer implements Closeable {
  /** Clients at a time. */
  static final int CLIENTS = 16;

  /** How long a client may take to ask, and to read. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int BACKLOG = 64;

  /** How often it is looked who is late; for as long nobody is accepted when that has failed. */
  static final Duration LOOK = Duration.ofMillis(500);

  /** One line of the log about clients that could not be accepted in so long. */
  private static final Duration SAID = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(OpsServer.class);

  private final Map<String, Function<HttpRequest, HttpAnswer>> pages;
  private final Selector selector;
  private final Accepting accepting;
  private final ServerSocketChannel server;
  private final SelectionKey door;
  private final LocalListen listen;
  private final Optional<Object> file;
  private final Set<OpsClient> clients = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  // Of the thread.
  private boolean pausing;
  private long pausedAt;
  private long saidAt = System.nanoTime() - SAID.toNanos();

  /** How the next client is taken; null when there is none. */
  @FunctionalInterface
  interface Accepting {
    @Nullable SocketChannel next(ServerSocketChannel server) throws IOException;
  }

  /**
   * Listens, and answers from now on.
   *
   * @param pages by path, without a slash; each answers from memory, at once
   * @throws IOException when it cannot listen there, with a sentence
   */
  public OpsServer(LocalListen listen, Map<String, Function<HttpRequest, HttpAnswer>> pages)
      throws IOException {
    this(listen, pages, ServerSocketChannel::accept);
  }

  /** The same with another way to accept. */
  OpsServer(
      LocalListen listen, Map<String, Function<HttpRequest, HttpAnswer>> pages, Accepting accepting)
      throws IOException {
    this.accepting = accepting;
    this.pages = Map.copyOf(pages);
    this.listen = listen;
    this.selector = Selector.open();
    try {
      var bound = bind(listen);
      this.server = bound.server();
      this.file = bound.file();
    } catch (IOException | RuntimeException failure) {
      selector.close();
      throw new IOException(
          "ops cannot listen on %s: %s".formatted(listen, failure.getMessage()), failure);
    }
    server.configureBlocking(false);
    this.door = server.register(selector, SelectionKey.OP_ACCEPT);
    this.thread = Thread.ofPlatform().daemon().name("ops").start(this::run);
  }

  /**
   * What it listens with.
   *
   * @param file which one its socket is, whatever else may get its name; empty for a port
   */
  private record Bound(ServerSocketChannel server, Optional<Object> file) {}

  private static Bound bind(LocalListen listen) throws IOException {
    return switch (listen) {
      case LocalListen.Port(var at) -> {
        var address = new InetSocketAddress(at.host(), at.port());
        yield new Bound(ServerSocketChannel.open().bind(address, BACKLOG), Optional.empty());
      }
      case LocalListen.Socket(var path) -> {
        removeIfLeft(path);
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
          server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
          yield new Bound(server, Optional.ofNullable(attributes(path).fileKey()));
        } catch (IOException | RuntimeException failure) {
          server.close();
          throw failure;
        }
      }
    };
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** A socket that nobody listens at any more is what a process left that was killed. */
  private static void removeIfLeft(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.connect(UnixDomainSocketAddress.of(path));
      throw new IOException("another process listens there");
    } catch (ConnectException nobody) {
      if (!attributes(path).isOther()) {
        throw new IOException("there is a file of this name, which is no socket", nobody);
      }
      Files.delete(path);
    }
  }

  /** Where it listens, with the port that was picked for 0. */
  public SocketAddress address() {
    try {
      return server.getLocalAddress();
    } catch (IOException closed) {
      throw new IllegalStateException("it listens no more", closed);
    }
  }

  private void run() {
    try (selector) {
      while (selector.isOpen()) {
        boolean idle = clients.isEmpty() && !pausing;
        selector.select(this::ready, idle ? 0 : LOOK.toMillis());
        clients.stream().filter(OpsClient::isLate).forEach(OpsClient::close);
        if (pausing && System.nanoTime() - pausedAt >= LOOK.toNanos()) {
          pausing = false;
          door.interestOps(SelectionKey.OP_ACCEPT);
        }
      }
    } catch (ClosedSelectorException | CancelledKeyException closed) {
      // The end, as is meant.
    } catch (IOException broken) {
      log.error("event=ops-ended", broken);
    }
  }

  /** How many clients there are. Any thread. */
  int clients() {
    return clients.size();
  }

  private void ready(SelectionKey key) {
    try {
      if (key.attachment() instanceof OpsClient client) {
        client.ready();
      } else {
        accept();
      }
    } catch (RuntimeException bug) {
      Uncaught.pass(bug);
      log.error("event=ops-fault", bug);
      if (key.attachment() instanceof OpsClient client) {
        client.close();
      }
    }
  }

  private void accept() {
    try {
      var channel = accepting.next(server);
      if (channel == null) {
        return;
      }
      if (clients.size() >= CLIENTS) {
        clients.stream()
            .min(Comparator.comparingLong(OpsClient::since))
            .ifPresent(OpsClient::close);
      }
      enter(channel);
    } catch (ClosedChannelException closed) {
      // The end, as is meant.
    } catch (IOException trouble) {
      pause(trouble);
    }
  }

  /** Of whoever cannot be heard nothing is left. */
  private void enter(SocketChannel channel) throws IOException {
    boolean entered = false;
    try {
      channel.configureBlocking(false);
      var key = channel.register(selector, SelectionKey.OP_READ);
      var client = new OpsClient(channel, key, this::answer, clients::remove);
      clients.add(client);
      key.attach(client);
      entered = true;
    } finally {
      if (!entered) {
        channel.close();
      }
    }
  }

  /**
   * Whoever could not be accepted, as when all file descriptors are in use, is still there, and
   * would be found again at once: so nobody is accepted until the next look.
   */
  private void pause(IOException trouble) {
    pausing = true;
    pausedAt = System.nanoTime();
    door.interestOps(0);
    if (pausedAt - saidAt >= SAID.toNanos()) {
      saidAt = pausedAt;
      log.warn("event=ops-accept-failed cause=\"{}\"", trouble.toString().replace('"', '\''));
    }
  }

  private HttpAnswer answer(HttpRequest request) {
    var page = pages.get(String.join("/", request.path()));
    if (page == null) {
      var known = String.join(", /", pages.keySet().stream().sorted().toList());
      return HttpAnswer.of(404, "text/plain", "there is nothing here but /" + known + "\n");
    }
    return request.method().equals("GET") || request.method().equals("HEAD")
        ? page.apply(request)
        : HttpAnswer.of(405).with("Allow", "GET, HEAD");
  }

  /** Listens no more, and ends what is left. */
  @Override
  public void close() throws IOException {
    try {
      if (listen instanceof LocalListen.Socket(var path)) {
        removeOwn(path); // before anybody who finds nobody there puts another in its place
      }
    } finally {
      server.close();
      clients.forEach(OpsClient::close);
      selector.close();
      try {
        thread.join();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes the socket away, unless somebody has done so, or has put another one there. */
  private void removeOwn(Path path) throws IOException {
    try {
      if (file.isPresent() && file.get().equals(attributes(path).fileKey())) {
        Files.delete(path);
      }
    } catch (NoSuchFileException gone) {
      // As is meant.
    }
  }
}
