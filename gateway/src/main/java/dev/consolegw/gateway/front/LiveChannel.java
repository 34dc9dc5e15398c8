package dev.consolegw.gateway.front;

import dev.consolegw.gateway.ops.SessionRegistry;
import dev.consolegw.gateway.ops.SessionRegistry.Kind;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel among all who are here: what it has become, and what ends that. An end that comes
 * before it has become anything waits until it has.
 *
 * <p>Any thread. Nobody is told anything with the lock.
 */
final class LiveChannel implements SessionRegistry.ClientSession {
  private final ClientChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final long since = System.nanoTime();
  private Kind kind;
  private @Nullable Consumer<SessionEnd> handler;
  private @Nullable SessionEnd ending;

  LiveChannel(ClientChannel channel) {
    this.channel = channel;
    this.kind =
        switch (channel.request()) {
          case Request.Shell _, Request.View _ -> Kind.CONSOLE;
          case Request.Exec _ -> Kind.COMMAND;
          case Request.Files _ -> Kind.SFTP;
        };
  }

  ClientChannel channel() {
    return channel;
  }

  /** How long ago it was asked for. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  @Override
  public Kind kind() {
    lock.lock();
    try {
      return kind;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Session session() {
    return channel.caller().session();
  }

  /**
   * From now on it is this.
   *
   * @param end ends it; called at most once, at once when that is already due
   */
  void becomes(Kind what, Consumer<SessionEnd> end) {
    SessionEnd due;
    lock.lock();
    try {
      kind = what;
      handler = end;
      due = ending;
    } finally {
      lock.unlock();
    }
    if (due != null) {
      end.accept(due);
    }
  }

  @Override
  public void end(SessionEnd why) {
    Consumer<SessionEnd> now;
    lock.lock();
    try {
      if (ending != null) {
        return;
      }
      ending = why;
      now = handler;
    } finally {
      lock.unlock();
    }
    if (now != null) {
      now.accept(why);
    }
  }
}
