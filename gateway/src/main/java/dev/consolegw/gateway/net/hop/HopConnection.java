package dev.consolegw.gateway.net.hop;

import static dev.consolegw.gateway.backend.Reason.Kind.BUSY;
import static dev.consolegw.gateway.backend.Reason.Kind.ENDED;
import static dev.consolegw.gateway.backend.Reason.Kind.UNREACHABLE;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.Reason;
import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.net.ByteStream;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One signed-in connection to a hop, which all consoles behind it share. It notices a hop that
 * stands still, and ends all its channels when it ends itself. Any thread; the lock is held over
 * memory only.
 */
final class HopConnection {
  private static final Logger log = LoggerFactory.getLogger(HopConnection.class);
  private static final Reason BROKEN = Reason.of(ENDED, "it closed the connection");

  private final Hop hop;
  private final HopSocket socket;
  private final ClientSession session;
  private final HopLimits limits;
  private final Executor thread;
  private final ScheduledExecutorService timer;
  private final CompletableFuture<Reason> ended = new CompletableFuture<>();
  private final Set<HopLink> channels = ConcurrentHashMap.newKeySet();
  private final AtomicInteger places = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Runnable> waiting = new LinkedHashSet<>(); // guarded by the lock
  private @Nullable Future<?> ticking;
  private volatile long usedAt = System.nanoTime();

  /**
   * @param thread runs one thing after the other, as long as there are any
   */
  HopConnection(Signed signed, HopLimits limits, Executor thread, ScheduledExecutorService timer) {
    this.hop = signed.hop();
    this.socket = signed.socket();
    this.session = signed.session();
    this.limits = limits;
    this.thread = thread;
    this.timer = timer;
  }

  /** A session in which somebody has signed in, over this socket. */
  record Signed(Hop hop, HopSocket socket, ClientSession session) {}

  /** Watches over it from now on. */
  void start() {
    session.addCloseFutureListener(_ -> run(() -> over(socket.end().orElse(BROKEN))));
    long every = limits.keepAlive().toMillis();
    ticking =
        timer.scheduleWithFixedDelay(() -> run(this::tick), every, every, TimeUnit.MILLISECONDS);
    if (session.isClosed()) {
      run(() -> over(socket.end().orElse(BROKEN)));
    }
  }

  /** Completes when it has ended, with the reason for people. */
  CompletableFuture<Reason> ended() {
    return ended;
  }

  /** How many channels it carries. */
  int channels() {
    return places.get();
  }

  /** For so long it has carried nothing. */
  Duration unusedFor() {
    return channels() > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - usedAt);
  }

  /** On the hop's thread. */
  private void tick() {
    if (ended.isDone()) {
      return;
    }
    var silent = Duration.ofNanos(System.nanoTime() - socket.heardAt());
    if (silent.compareTo(limits.silent()) >= 0) {
      end(Reason.of(ENDED, "it no longer answers"));
    } else if (unusedFor().compareTo(limits.unused()) >= 0) {
      end(Reason.of(Reason.Kind.LOCAL, "nothing went through it any more"));
    } else if (silent.compareTo(limits.keepAlive()) >= 0) {
      ask();
    }
  }

  private void ask() {
    try {
      var question = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
      question.putString("keepalive@openssh.com");
      question.putBoolean(true);
      var _ =
          ThreadUtils.runAsInternal(
              question, it -> session.request(it, "keepalive@openssh.com", (_, _) -> {}));
    } catch (IOException e) {
      end(BROKEN);
    }
  }

  /** Gives it up: all that goes through it ends with this reason. */
  void end(Reason why) {
    run(() -> over(why));
  }

  /** On the hop's thread. */
  private void over(Reason why) {
    var said = HopFailures.of(why.kind(), hop, why.text().toString());
    if (!ended.complete(said)) {
      return;
    }
    if (ticking != null) {
      ticking.cancel(false);
    }
    session.close(true);
    socket.close(true);
    for (var channel : channels) {
      channel.ended(said);
    }
  }

  /**
   * A stream to something behind it. Blocks, until the deadline at most.
   *
   * @throws DialException with the reason, for people
   */
  ByteStream open(Endpoint to, Deadline by) throws DialException {
    if (places.getAndUpdate(count -> Math.min(count + 1, HopLimits.CHANNELS))
        >= HopLimits.CHANNELS) {
      throw new DialException(
          HopFailures.of(BUSY, hop, HopLimits.CHANNELS + " consoles go through it already"));
    }
    var link = new HopLink(this, to);
    channels.add(link);
    try {
      await(link.channel(), by);
      link.channel().addCloseFutureListener(_ -> run(() -> closed(link)));
      if (ended.isDone()) {
        throw new DialException(ended.join());
      }
      return new HopStream(link);
    } catch (SshChannelOpenException refusal) {
      forget(link);
      throw HopFailures.behind(hop, to, refusal);
    } catch (TimeoutException e) {
      forget(link);
      throw new DialException(
          HopFailures.of(UNREACHABLE, hop, to + " could not be reached in time behind it"), e);
    } catch (DialException e) {
      forget(link);
      throw e;
    } catch (IOException | RuntimeException e) {
      forget(link);
      throw new DialException(
          ended.getNow(HopFailures.of(ENDED, hop, "it closed the connection")), e);
    }
  }

  /** On the hop's thread: a channel is closed, perhaps because all are. */
  private void closed(HopLink link) {
    if (session.isClosing()) {
      over(socket.end().orElse(BROKEN));
    } else {
      link.farSideEnded();
    }
  }

  private void await(HopChannel channel, Deadline by) throws IOException, TimeoutException {
    session.getService(ConnectionService.class).registerChannel(channel);
    var opening = ThreadUtils.runAsInternal(channel, HopChannel::open);
    var done = new CompletableFuture<@Nullable Throwable>();
    opening.addListener(it -> done.complete(it.isOpened() ? null : it.getException()));
    var _ = ended.thenAccept(why -> done.complete(new DialException(why)));
    try {
      var failure = done.get(by.millisLeft(), TimeUnit.MILLISECONDS);
      switch (failure) {
        case null -> {}
        case IOException io -> throw io;
        default -> throw new IOException(failure);
      }
    } catch (TimeoutException e) {
      opening.cancel(); // if it opens after all, it is closed
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("is never set", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      opening.cancel();
      throw new IOException("given up", e);
    }
  }

  /** It carries this one no more. */
  void forget(HopLink channel) {
    if (channels.remove(channel)) {
      usedAt = System.nanoTime();
      places.decrementAndGet();
    }
  }

  /** Runs a short task on the hop's thread. */
  void run(Runnable task) {
    thread.execute(() -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        Uncaught.pass(e);
        log.error("event=hop-fault hop={}", hop, e);
      }
    });
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  /**
   * How many bytes may be sent now.
   *
   * @param roomAgain runs when there may be room after there was none
   */
  int room(Runnable roomAgain) {
    int room = HopLimits.HOP_IN_FLIGHT - inFlight.get();
    if (room > 0) {
      return room;
    }
    lock.lock();
    try {
      waiting.add(roomAgain);
    } finally {
      lock.unlock();
    }
    return Math.max(0, HopLimits.HOP_IN_FLIGHT - inFlight.get());
  }

  /** So many bytes are about to be sent; {@link #sent} follows. */
  void sending(int bytes) {
    inFlight.addAndGet(bytes);
  }

  /** They are written, or never will be. */
  void sent(int bytes) {
    if (inFlight.addAndGet(-bytes) > HopLimits.HOP_IN_FLIGHT / 2) {
      return;
    }
    List<Runnable> awake;
    lock.lock();
    try {
      awake = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    awake.forEach(Runnable::run);
  }
}
