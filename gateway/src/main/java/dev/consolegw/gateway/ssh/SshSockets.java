package dev.consolegw.gateway.ssh;

import static java.util.Objects.requireNonNull;

import dev.consolegw.gateway.fault.Uncaught;
import dev.consolegw.gateway.ssh.channel.ReadBuffers;
import dev.consolegw.gateway.ssh.channel.ReadSwitch;
import dev.consolegw.gateway.ssh.limits.PausingDoor;
import dev.consolegw.gateway.ssh.limits.ProxiedConnections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import jdk.net.ExtendedSocketOptions;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2Acceptor;
import org.apache.sshd.common.io.nio2.Nio2CompletionHandler;
import org.apache.sshd.common.io.nio2.Nio2Service;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.threads.NoCloseExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of the SSH server, which differ from MINA's in four things. What the system takes at
 * once is written when the call returns: MINA's own hand each packet's end to a thread of the pool,
 * also when nothing had to be waited for, and with many viewers these threads are most of the work.
 * And until somebody has signed in, what they send is acknowledged at once: OpenSSH sends small
 * packets one at a time until then, and would wait 40 ms for each. A socket of which little comes
 * is read with a {@linkplain ReadBuffers little memory}, not with 32 KiB of its own. And when
 * nobody can be let in, there is a {@linkplain PausingDoor pause}.
 *
 * <p>A socket is read on virtual threads, one after the other, and written by any: who finds nobody
 * writing writes, and only a write that the system does not take at once goes to a virtual thread.
 */
final class SshSockets extends Nio2ServiceFactoryFactory {
  /** Probes of the system begin when nothing has come for so long. */
  private static final int IDLE_SECONDS = 15;

  /** So far apart, and so many without an answer. */
  private static final int PROBE_SECONDS = 5;

  private static final int PROBES = 3;

  /** A machine that answers nothing is found gone after this time. */
  static final Duration GONE_WITHIN = Duration.ofSeconds(IDLE_SECONDS + PROBES * PROBE_SECONDS);

  /** For so long the end of all sockets is waited for. */
  private static final Duration ENDING = Duration.ofSeconds(5);

  private final ExecutorService threads;
  private final UnaryOperator<IoHandler> door;
  private final ReadBuffers buffers = new ReadBuffers();

  /**
   * @param threads one for each read, and for each write that has to wait; virtual ones
   * @param door stands before whoever receives connections
   */
  SshSockets(ExecutorService threads, UnaryOperator<IoHandler> door) {
    super(() -> new NoCloseExecutor(threads));
    this.threads = threads;
    this.door = door;
  }

  @Override
  public IoServiceFactory create(FactoryManager manager) {
    try {
      return new Sockets(manager);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "nobody can wait for sockets; are file descriptors left?", failure);
    }
  }

  private final class Sockets extends Nio2ServiceFactory {
    /** MINA has one as well, which it shows to its own acceptors alone. */
    private final AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withThreadPool(newExecutor());

    Sockets(FactoryManager manager) throws IOException {
      super(manager, newExecutor(), newExecutor());
    }

    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
      return autowireCreatedService(
          new Nio2Acceptor(this, getFactoryManager(), door.apply(handler), group, newExecutor()) {
            @Override
            protected AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
                SocketAddress address, AsynchronousChannelGroup in) throws IOException {
              var made = super.openAsynchronousServerSocketChannel(address, in);
              return new PausingDoor(made, threads);
            }
          });
    }

    @Override
    public Nio2Session createSession(
        Nio2Service service, IoHandler handler, AsynchronousSocketChannel socket, SocketAddress at)
        throws IOException {
      probe(socket);
      return new SshSocket(service, getFactoryManager(), handler, socket, at);
    }

    @Override
    protected void doCloseImmediately() {
      try {
        group.shutdownNow();
        var _ = group.awaitTermination(ENDING.toSeconds(), TimeUnit.SECONDS);
      } catch (IOException failure) {
        log.warn("event=sockets-not-closed", failure);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      } finally {
        super.doCloseImmediately();
      }
    }
  }

  /** Asks the system to look whether the other machine is there; some know only that. */
  private static void probe(AsynchronousSocketChannel socket) throws IOException {
    var known = socket.supportedOptions();
    set(socket, known, ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
    set(socket, known, ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
    set(socket, known, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
    set(socket, known, StandardSocketOptions.SO_KEEPALIVE, true);
  }

  private static <T> void set(
      AsynchronousSocketChannel socket, Set<SocketOption<?>> known, SocketOption<T> option, T value)
      throws IOException {
    if (known.contains(option)) {
      socket.setOption(option, value);
    }
  }

  /** What sockets of which much comes are read with. */
  ReadBuffers buffers() {
    return buffers;
  }

  private final class SshSocket extends Nio2Session implements ProxiedConnections.Named {
    private final AtomicInteger wakeups = new AtomicInteger();
    private final ReadSwitch reading =
        new ReadSwitch(super::suspendRead, super::resumeRead, threads);

    /** Whether the system lets us say when to acknowledge; until the next read, each time. */
    private final boolean acknowledges =
        getSocket().supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);

    private volatile @Nullable SocketAddress client; // where a proxy has said who that is

    // Of one read at a time, as MINA's are.
    private final ByteBuffer little = ReadBuffers.little();
    private @Nullable Nio2CompletionHandler<Integer, Object> intoLittle;
    private boolean much; // the last read has brought more than fits in the little one

    SshSocket(
        Nio2Service service,
        FactoryManager manager,
        IoHandler handler,
        AsynchronousSocketChannel socket,
        SocketAddress address)
        throws IOException {
      super(service, manager, handler, socket, address);
    }

    @Override
    public void isFrom(SocketAddress address) {
      client = address;
    }

    /** The client's own address, also where a proxy is between. */
    @Override
    public SocketAddress getRemoteAddress() {
      var behind = client;
      return behind == null ? super.getRemoteAddress() : behind;
    }

    /**
     * Begins with the next packet unless one is under way. The end of each calls it, and who is in
     * it goes on then: otherwise a thousand packets that end at once would end within each other.
     */
    @Override
    protected void startWriting() {
      if (wakeups.getAndIncrement() > 0) {
        return;
      }
      int seen;
      do {
        seen = wakeups.get();
        try {
          super.startWriting();
        } catch (RuntimeException failure) {
          wakeups.set(0);
          throw failure;
        }
      } while (!wakeups.compareAndSet(seen, 0));
    }

    @Override
    public void startReading() {
      intoLittle = createReadCycleCompletionHandler(little, Readable.readable(little));
      doReadCycle(little, intoLittle);
    }

    @Override
    protected void handleReadCycleCompletion(
        ByteBuffer bytes,
        Readable same,
        Nio2CompletionHandler<Integer, Object> read,
        Integer count,
        Object attachment) {
      much = count >= ReadBuffers.LITTLE;
      super.handleReadCycleCompletion(bytes, same, read, count, attachment);
    }

    /** Waits for the next read; all of the last one is with the connection by now. */
    @Override
    protected void doReadCycle(ByteBuffer bytes, Nio2CompletionHandler<Integer, Object> read) {
      if (acknowledges && !isSignedIn()) {
        try {
          getSocket().setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        } catch (IOException closed) {
          // The read says so, too.
        }
      }
      boolean isLarge = bytes.capacity() > ReadBuffers.LITTLE;
      if (much == isLarge) {
        super.doReadCycle(bytes, read);
      } else if (much) {
        var large = buffers.borrow();
        super.doReadCycle(large, createReadCycleCompletionHandler(large, Readable.readable(large)));
      } else {
        buffers.giveBack(bytes);
        super.doReadCycle(little, requireNonNull(intoLittle));
      }
    }

    /** More than one may want it stopped: it goes on when all let it. */
    @Override
    public void suspendRead() {
      reading.suspend();
    }

    /**
     * On a thread of its own: what is read then may be handled at once, and who calls has locks.
     */
    @Override
    public void resumeRead() {
      reading.resume();
    }

    private boolean isSignedIn() {
      var session = AbstractSession.getSession(this, true);
      return session != null && session.isAuthenticated();
    }

    @Override
    protected void doWriteCycle(ByteBuffer bytes, Nio2CompletionHandler<Integer, Object> written) {
      var writing = begin(bytes);
      if (writing.isDone()) {
        tell(writing, written);
      } else {
        threads.execute(() -> tell(writing, written));
      }
    }

    /** MINA would keep an error for the packet's future, which nobody asks. */
    private Future<Integer> begin(ByteBuffer bytes) {
      try {
        return getSocket().write(bytes);
      } catch (Error error) {
        Uncaught.pass(error);
        throw error;
      }
    }

    /** Tells the end of a write, and waits for it. */
    private static void tell(
        Future<Integer> writing, Nio2CompletionHandler<Integer, Object> written) {
      try {
        written.completed(writing.get(), null);
      } catch (ExecutionException failure) {
        Uncaught.pass(failure);
        written.failed(failure.getCause(), null);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        written.failed(stop, null);
      }
    }
  }
}
