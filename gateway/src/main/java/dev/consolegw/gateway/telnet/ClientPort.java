package dev.consolegw.gateway.telnet;

import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.net.accept.Acceptor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The port of one console, and how many clients it has. Any thread. */
final class ClientPort {
  private final ConsoleId console;
  private final int number;
  private final AtomicInteger clients = new AtomicInteger();
  private Acceptor.@Nullable Listening listening; // guarded by its front's lock
  private boolean isTrouble; // guarded by its front's lock

  ClientPort(ConsoleId console, int number) {
    this.console = console;
    this.number = number;
  }

  ConsoleId console() {
    return console;
  }

  int number() {
    return number;
  }

  /** One client more, unless there are so many; {@link #leave} follows. */
  boolean enter(int most) {
    return clients.getAndUpdate(count -> Math.min(count + 1, most)) < most;
  }

  void leave() {
    clients.decrementAndGet();
  }

  boolean isOpen() {
    return listening != null;
  }

  void opened(Acceptor.Listening where) {
    listening = where;
    isTrouble = false;
  }

  /** Whether this is the first time that it cannot be listened at. */
  boolean troubled() {
    boolean first = !isTrouble;
    isTrouble = true;
    return first;
  }

  void close() {
    if (listening != null) {
      listening.close();
      listening = null;
    }
  }
}
