package dev.consolegw.gateway.shell.posix;

import dev.consolegw.gateway.shell.guest.GuestException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings a shell at its prompt to run our script, and hears what it finds in its guest. */
final class Preparation {
  private static final int ANSWERS = 64;

  /** From the prompt to the loader, and for trying all tools; of a slow guest. */
  private static final Duration LONG = Duration.ofSeconds(10);

  /** How its answer begins that names the tools it has found. */
  private static final String TOOLS = "t ";

  private static final String GONE = "gone";

  private final PosixLimits limits;
  private final String mark;
  private final boolean insteadOfShell;
  private final Consumer<byte[]> line;
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(ANSWERS);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable GuestException failure;
  private volatile boolean isOver;

  /**
   * One that has not begun.
   *
   * @param insteadOfShell whether the script takes the place of the shell
   * @param line what is sent; does not block
   */
  Preparation(PosixLimits limits, String mark, boolean insteadOfShell, Consumer<byte[]> line) {
    this.limits = limits;
    this.mark = mark;
    this.insteadOfShell = insteadOfShell;
    this.line = line;
  }

  /** A line of the guest that belongs to no command. Does not block. */
  void heard(String body) {
    if (body.equals("z")) {
      isOver = true;
      ended.countDown();
    }
    answers.offer(body);
  }

  /** The line is gone, or the script; what it has said of the guest's tools says why. */
  void fail(GuestException why) {
    failure = why;
    answers.removeIf(answer -> !answer.startsWith(TOOLS));
    answers.offer(GONE);
    ended.countDown();
  }

  /** Waits until the guest's terminal is as it was, or the line gone. */
  void awaitEnd(Duration atMost) {
    try {
      ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the guest has said that its terminal is as it was. */
  boolean isOver() {
    return isOver;
  }

  /**
   * Does it all.
   *
   * @param folder what the guest's folder is called
   */
  GuestTools run(String folder) throws GuestException {
    send(Agent.typed(mark, insteadOfShell) + "\r");
    if (!next("go", LONG)) {
      throw new GuestException(
          GuestException.Kind.UNSUPPORTED,
          "the guest's shell does not run sh with stty and printf, which commands over its serial"
              + " line need");
    }
    List<String> script = Agent.script(folder);
    String before = "+";
    for (String part : script) {
      before = load(before, part);
    }
    load(before, ".");
    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() - end < 0) {
      String answer = poll(LONG);
      if (answer != null && answer.startsWith(TOOLS)) {
        return GuestTools.read(answer.substring(TOOLS.length()));
      }
    }
    throw new GuestException(
        GuestException.Kind.UNREACHABLE, "the guest does not answer at its serial line");
  }

  /** Has a part of the script read as it is; says what keeps it. */
  private String load(String before, String part) throws GuestException {
    String sign = before;
    for (int i = 0; i < limits.tries(); i++) {
      answers.clear();
      send(sign + part + "\n");
      if (next("=" + sign + part, limits.patience())) {
        return "+";
      }
      sign = "-";
    }
    throw Dialogue.garbled();
  }

  private boolean next(String wanted, Duration patience) throws GuestException {
    String answer = poll(patience);
    return wanted.equals(answer);
  }

  private @Nullable String poll(Duration patience) throws GuestException {
    try {
      String answer = answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      GuestException why = failure;
      if (why != null && (answer == null || !answer.startsWith(TOOLS))) {
        throw new GuestException(why.kind(), why.getMessage());
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException(GuestException.Kind.UNREACHABLE, "interrupted");
    }
  }

  private void send(String text) {
    line.accept(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
