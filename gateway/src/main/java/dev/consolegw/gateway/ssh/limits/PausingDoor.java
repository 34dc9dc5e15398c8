package dev.consolegw.gateway.ssh.limits;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A door at which nobody is asked in for a moment when that has failed, as when all file
 * descriptors are in use. The system then refuses at once, whether somebody waits or not, and MINA
 * asks again at once ({@code Nio2Acceptor}, in {@code AcceptCompletionHandler.onFailed}): that is a
 * thread that does nothing else. Any thread.
 */
public final class PausingDoor extends AsynchronousServerSocketChannel {
  /** For how long nobody is asked in. */
  static final Duration PAUSE = Duration.ofMillis(100);

  /** One line of the log in so long. */
  private static final Duration SAID = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(PausingDoor.class);

  private final AsynchronousServerSocketChannel door;
  private final Executor threads;
  private final AtomicLong saidAt = new AtomicLong(System.nanoTime() - SAID.toNanos());

  /**
   * Stands before another one.
   *
   * @param door ours alone from now on
   * @param threads where a pause is waited for; virtual ones
   */
  public PausingDoor(AsynchronousServerSocketChannel door, Executor threads) {
    super(door.provider());
    this.door = door;
    this.threads = threads;
  }

  @Override
  public <A> void accept(
      A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    door.accept(
        attachment,
        new CompletionHandler<AsynchronousSocketChannel, A>() {
          @Override
          public void completed(AsynchronousSocketChannel client, A same) {
            handler.completed(client, same);
          }

          @Override
          public void failed(Throwable why, A same) {
            if (why instanceof ClosedChannelException || !door.isOpen()) {
              handler.failed(why, same);
            } else {
              say(why);
              later(() -> handler.failed(why, same));
            }
          }
        });
  }

  private void later(Runnable what) {
    try {
      threads.execute(() -> {
        LockSupport.parkNanos(PAUSE.toNanos());
        what.run();
      });
    } catch (RejectedExecutionException ending) {
      what.run();
    }
  }

  private void say(Throwable why) {
    long now = System.nanoTime();
    long before = saidAt.get();
    if (now - before >= SAID.toNanos() && saidAt.compareAndSet(before, now)) {
      log.warn("event=accept-failed door=ssh cause=\"{}\"", why.toString().replace('"', '\''));
    }
  }

  /** Whoever asks in one at a time can pause by themselves. */
  @Override
  public Future<AsynchronousSocketChannel> accept() {
    return door.accept();
  }

  @Override
  public AsynchronousServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    door.bind(local, backlog);
    return this;
  }

  @Override
  public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
      throws IOException {
    door.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return door.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return door.supportedOptions();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return door.getLocalAddress();
  }

  @Override
  public boolean isOpen() {
    return door.isOpen();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
