package dev.consolegw.gateway.shell;

import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.event.Events;
import dev.consolegw.gateway.shell.guest.Guest;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.guest.GuestException.Kind;
import dev.consolegw.gateway.shell.guest.GuestListener;
import dev.consolegw.gateway.shell.guest.GuestProcess;
import dev.consolegw.gateway.shell.guest.GuestSocket;
import dev.consolegw.gateway.shell.guest.ProcessRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

/** A guest that is this machine, reached without any line: what it does is real, how is not. */
public final class LocalGuest implements Guest {
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile UnaryOperator<String> commands = UnaryOperator.identity();
  private volatile boolean broken;
  private volatile CompletableFuture<String> ended = new CompletableFuture<>();

  /** What runs in the one guest that all consoles have. */
  public GuestShells shells(
      ConsoleAccess access,
      Events events,
      Executor tasks,
      ScheduledExecutorService timer,
      Executor disk) {
    return new GuestShells(
        access, events, (_, _, _) -> opened(), new SharedGuest.Services(tasks, timer));
  }

  private OpenGuest opened() {
    ended = new CompletableFuture<>();
    return new OpenGuest() {
      @Override
      public Guest guest() {
        return LocalGuest.this;
      }

      @Override
      public CompletionStage<String> ended() {
        return ended;
      }

      @Override
      public void close(String why) {
        LocalGuest.this.close();
      }
    };
  }

  /** From now on runs something else for each command. */
  public void instead(UnaryOperator<String> command) {
    commands = command;
  }

  /** From now on whoever waits for a command of it, or wants a port, meets a bug. */
  public void meetBugs() {
    broken = true;
  }

  private void check() {
    if (broken) {
      throw new IllegalStateException("a bug");
    }
  }

  /** How many connections it has. */
  public int connections() {
    return connections.size();
  }

  @Override
  public GuestProcess start(ProcessRequest request) throws GuestException {
    var command = commands.apply(request.command().orElse("cat"));
    try {
      return new LocalProcess(new ProcessBuilder("sh", "-c", command).start(), this::check);
    } catch (IOException failure) {
      throw new GuestException(Kind.UNSUPPORTED, "the guest has no shell");
    }
  }

  @Override
  public GuestSocket connect(String host, int port) throws GuestException {
    check();
    try {
      return new LocalSocket(new Socket(host, port));
    } catch (IOException refused) {
      throw new GuestException(
          Kind.UNREACHABLE, "nothing listens at %s port %d".formatted(host, port));
    }
  }

  @Override
  public GuestListener listen(String host, int port) throws GuestException {
    check();
    try {
      var server = new ServerSocket(port, 64, InetAddress.getByName(host));
      return new GuestListener() {
        @Override
        public int port() {
          return server.getLocalPort();
        }

        @Override
        public Accepted accept() throws IOException {
          var socket = server.accept();
          var peer = socket.getInetAddress().getHostAddress() + ":" + socket.getPort();
          return new Accepted(new LocalSocket(socket), peer);
        }

        @Override
        public void close() {
          quietly(server::close);
        }
      };
    } catch (IOException taken) {
      throw new GuestException(Kind.REFUSED, "port %d is taken".formatted(port));
    }
  }

  @Override
  public void close() {
    connections.forEach(socket -> quietly(socket::close));
    ended.complete("");
  }

  private interface Closing {
    void run() throws IOException;
  }

  private static void quietly(Closing closing) {
    try {
      closing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class LocalSocket implements GuestSocket {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    LocalSocket(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
      connections.add(socket);
    }

    /** A socket's own stream would close both directions. */
    @Override
    public OutputStream out() {
      return new OutputStream() {
        @Override
        public void write(int one) throws IOException {
          out.write(one);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
          out.write(bytes, start, length);
        }

        @Override
        public void close() throws IOException {
          socket.shutdownOutput();
        }
      };
    }

    @Override
    public InputStream in() {
      return in;
    }

    @Override
    public void close() {
      quietly(socket::close);
      connections.remove(socket);
    }
  }

  private record LocalProcess(Process process, Runnable check) implements GuestProcess {
    @Override
    public OutputStream stdin() {
      return process.getOutputStream();
    }

    @Override
    public InputStream stdout() {
      return process.getInputStream();
    }

    @Override
    public InputStream stderr() {
      return process.getErrorStream();
    }

    @Override
    public void resize(int columns, int rows) {}

    @Override
    public void signal(String name) {}

    @Override
    public Outcome await() throws IOException {
      check.run();
      try {
        return new Outcome.Exited(process.waitFor());
      } catch (InterruptedException stop) {
        throw new IOException(stop);
      }
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
