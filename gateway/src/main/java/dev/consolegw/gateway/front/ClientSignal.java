package dev.consolegw.gateway.front;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A signal that a client sends to what runs on its channel (RFC 4254, 6.9). */
public enum ClientSignal {
  HUP(1),
  INT(2),
  QUIT(3),
  KILL(9),
  PIPE(13),
  TERM(15);

  private static final int SIGNALLED = 128;

  /** Ctrl-C. */
  private static final byte INTERRUPT = 3;

  private final int number;

  ClientSignal(int number) {
    this.number = number;
  }

  /** The one of this name, without {@code SIG}; nothing for those that mean nothing here. */
  public static Optional<ClientSignal> of(String name) {
    return Arrays.stream(values()).filter(one -> one.name().equals(name)).findFirst();
  }

  /** Whether somebody at a terminal interrupts with these bytes. */
  static boolean isTypedIn(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) == INTERRUPT) {
        return true;
      }
    }
    return false;
  }

  /** The exit status of what it has ended, as shells tell it. */
  public int status() {
    return SIGNALLED + number;
  }

  /** Whether it ends everything, and not only what runs: a console has keys for the rest. */
  boolean isForAll() {
    return this == HUP || this == KILL || this == TERM;
  }
}
