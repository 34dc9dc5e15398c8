package dev.consolegw.gateway.ops.audit;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.session.ClientTerminal;
import dev.consolegw.gateway.session.ExecStreams;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A command of ours while it runs: a line when it begins, and one when it has ended. It counts what
 * goes through the command's streams. For the command's thread; the streams, as they were before.
 */
public final class CommandRun implements AutoCloseable {
  private static final String LEFT = "the client left";
  private static final String MISWRITTEN = "the command line is not understood";

  private final Audit audit;
  private final Session session;
  private final String name;
  private final ExecStreams io;
  private final AtomicLong in = new AtomicLong();
  private final AtomicLong out = new AtomicLong();
  private final long since = System.nanoTime();
  private AuditEvent.@Nullable Opened about;
  private @Nullable ExitCode code;
  private String reason = "";
  private boolean failed;

  /**
   * What the audit hears of a command line.
   *
   * @param name of the command; empty when there is none of that name
   * @param line as it was written; empty where it has a text for a guest, or is not understood
   */
  public record Told(String name, String line) {
    /** The same without the line. */
    public Told byName() {
      return new Told(name, "");
    }
  }

  /**
   * It begins.
   *
   * @param wanted the user name
   */
  public CommandRun(Audit audit, Session session, String wanted, Told told, ExecStreams io) {
    this.audit = audit;
    this.session = session;
    this.name = told.name();
    this.io = io;
    audit.record(new AuditEvent.Command(session, wanted, told.name(), told.line()));
  }

  /** It is about this console. */
  public void opened(ConsoleId console, Grant grant) {
    about = new AuditEvent.Opened(console, grant);
  }

  /** It has come to its end. */
  public void ended(ExitCode with) {
    code = with;
  }

  /** It was refused; what is wrong with the line is not told, for the line may hold anything. */
  public void refused(SessionEnd why) {
    code = why.code();
    reason = why.code() == ExitCode.USAGE ? MISWRITTEN : why.text();
  }

  /** A bug has ended it. */
  public void failed() {
    failed = true;
  }

  /** A command may also find out by itself that it is cut off, and end as if all were done. */
  private String told() {
    if (failed) {
      return SessionEnd.FAILED.text();
    }
    var ended = code == null ? LEFT : "";
    return reason.isEmpty() ? io.cutOff().orElse(ended) : reason;
  }

  @Override
  public void close() {
    var took = Duration.ofNanos(System.nanoTime() - since);
    audit.record(
        new AuditEvent.CommandEnded(
            session,
            name,
            Optional.ofNullable(about),
            new AuditEvent.Outcome(Optional.ofNullable(code), told(), in.get(), out.get(), took)));
  }

  /** Its streams. */
  public ExecStreams io() {
    return new Counted();
  }

  private final class Counted implements ExecStreams {
    @Override
    public boolean pty() {
      return io.pty();
    }

    @Override
    public OutputStream out() {
      return counted(io.out());
    }

    @Override
    public OutputStream err() {
      return counted(io.err());
    }

    @Override
    public InputStream in() {
      return counted(io.in());
    }

    @Override
    public void whenGone(Runnable what) {
      io.whenGone(what);
    }

    @Override
    public Optional<String> cutOff() {
      return io.cutOff();
    }

    @Override
    public Optional<ClientTerminal> terminal() {
      return io.terminal();
    }

    @Override
    public void whenAsked(Asked asked) {
      io.whenAsked(asked);
    }
  }

  private OutputStream counted(OutputStream stream) {
    return new FilterOutputStream(stream) {
      @Override
      public void write(int one) throws IOException {
        super.out.write(one);
        CommandRun.this.out.incrementAndGet();
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        super.out.write(bytes, from, length);
        CommandRun.this.out.addAndGet(length);
      }
    };
  }

  private InputStream counted(InputStream stream) {
    return new FilterInputStream(stream) {
      @Override
      public int read() throws IOException {
        int one = super.in.read();
        CommandRun.this.in.addAndGet(one < 0 ? 0 : 1);
        return one;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int count = super.in.read(into, from, length);
        CommandRun.this.in.addAndGet(Math.max(0, count));
        return count;
      }
    };
  }
}
