package dev.consolegw.gateway.ssh.channel;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long a client has sent nothing. While it is not read, nobody can say: whatever it sends,
 * answers to keepalives too, waits in its socket, so that time is none of its silence. Any thread;
 * the lock is held over memory only.
 */
public final class Silence {
  private final LongSupplier nanoTime;
  private long heardAt;
  private boolean deaf;

  /** Begins now, by the system's clock. */
  public Silence() {
    this(System::nanoTime);
  }

  Silence(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.heardAt = nanoTime.getAsLong();
  }

  /** Something has come. */
  public synchronized void heard() {
    heardAt = nanoTime.getAsLong();
  }

  /** From now on the client is read, or is not. */
  public synchronized void reading(boolean goesOn) {
    deaf = !goesOn;
    heardAt = nanoTime.getAsLong();
  }

  /** Whether the client is not read now. */
  public synchronized boolean isDeaf() {
    return deaf;
  }

  /** How long it has lasted; zero while the client is not read. */
  public synchronized Duration lasts() {
    return deaf ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - heardAt);
  }
}
