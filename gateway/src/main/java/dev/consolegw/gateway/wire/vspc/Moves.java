package dev.consolegw.gateway.wire.vspc;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * VMs that are on their way to another host, each by the sequence that its host chose and the
 * secret that we gave it. A VM with two ports has two of them. Any thread; no lock.
 */
final class Moves {
  /** How many may be on their way at once. */
  static final int LIMIT = 1024;

  /** Bytes of a secret, as VMware's own concentrator has them. */
  private static final int SECRET = 8;

  private final SecureRandom random = new SecureRandom();
  private volatile boolean stopped;
  private final List<Ticket> tickets = new CopyOnWriteArrayList<>();

  /** One move. */
  static final class Ticket {
    private final VspcBackend vm;
    private final byte[] sequence;
    private final byte[] secret;

    private Ticket(VspcBackend vm, byte[] sequence, byte[] secret) {
      this.vm = vm;
      this.sequence = sequence;
      this.secret = secret;
    }

    VspcBackend vm() {
      return vm;
    }

    /** What its host calls it. */
    byte[] sequence() {
      return sequence.clone();
    }

    /** What the other host says, and the source is told. */
    byte[] whole() {
      var whole = Arrays.copyOf(sequence, sequence.length + secret.length);
      System.arraycopy(secret, 0, whole, sequence.length, secret.length);
      return whole;
    }
  }

  /** From now on, every VM is asked to stay. */
  void stop() {
    stopped = true;
  }

  /** A new one; nothing while too many are on their way, or we are about to stop. */
  Optional<Ticket> begin(VspcBackend vm, byte[] sequence) {
    if (stopped || tickets.size() >= LIMIT) {
      return Optional.empty();
    }
    var secret = new byte[SECRET];
    random.nextBytes(secret);
    var ticket = new Ticket(vm, sequence, secret);
    tickets.add(ticket);
    return Optional.of(ticket);
  }

  /** It has come to an end. */
  void end(Ticket ticket) {
    tickets.remove(ticket);
  }

  /** Whose sequence and secret these are. Takes as long for a wrong secret as for a right one. */
  Optional<Ticket> of(byte[] whole) {
    Optional<Ticket> found = Optional.empty();
    for (var ticket : tickets) {
      if (MessageDigest.isEqual(ticket.whole(), whole)) {
        found = Optional.of(ticket);
      }
    }
    return found;
  }
}
