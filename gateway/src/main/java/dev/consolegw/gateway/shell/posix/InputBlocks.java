package dev.consolegw.gateway.shell.posix;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * What a command reads. It goes over in blocks, each with a digest and sent again until it is
 * whole; of a block's lines only {@value #AHEAD} are on their way, as a guest's terminal holds 4095
 * characters. One writer at a time.
 */
final class InputBlocks extends OutputStream {
  private static final int AHEAD = 3;
  private static final int CHECKS = 3;
  private static final int FIRST_LINES = 8;
  private static final int FEWEST_LINES = 2;
  private static final int MOST_LINES = 64;

  private final Dialogue dialogue;
  private int lines = FIRST_LINES;
  private int block;
  private int resets;
  private boolean closed;

  // Guarded by the dialogue.
  private int taken;
  private int reset;
  private String good = "";
  private String wrong = "";
  private int fed = 1;
  private boolean finished;
  private boolean unwanted;

  InputBlocks(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  /** The guest's word about input: what it is about, and of blocks their digest. */
  void heard(char verb, String about) {
    int number = PosixProcess.number(about);
    dialogue.change(() -> {
      switch (verb) {
        case '+' -> taken = Math.max(taken, number);
        case 'r' -> reset(number);
        case 'g' -> good = about;
        case 'w' -> wrong = about;
        case 'i' -> fed = Math.max(fed, number);
        default -> finished |= verb == 'f' && about.isEmpty();
      }
    });
  }

  private void reset(int number) {
    reset = number;
    taken = 0;
  }

  /** The command has ended: all that is written from now on goes nowhere. */
  void end() {
    dialogue.change(() -> unwanted = true);
  }

  /** Sends the script that comes before all input. */
  void script(byte[] script) throws IOException {
    send(script, 0, script.length);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (closed) {
      throw new IOException("the command's input is closed");
    }
    int at = 0;
    while (at < length && !over()) {
      int some = Math.min(length - at, lines * dialogue.tools().bytesPerLine());
      at += send(bytes, offset + at, some);
    }
  }

  /** The end of the input. Blocks until the command has been given all of it. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    dialogue.await(() -> fed >= block || unwanted);
    if (!over()) {
      dialogue.insist("f", () -> finished || unwanted);
    }
  }

  private boolean over() {
    return dialogue.is(() -> unwanted);
  }

  /** Sends a block, or a first part of it where the line is bad; says how much. */
  private int send(byte[] bytes, int offset, int length) throws IOException {
    block++;
    Map<String, Integer> offered = new HashMap<>();
    for (int i = 0; i < dialogue.limits().tries(); i++) {
      if (i > 0 && !begunAnew()) {
        continue;
      }
      dialogue.change(() -> taken = 0);
      int some = block == 1 ? length : Math.min(length, lines * dialogue.tools().bytesPerLine());
      byte[] part = Arrays.copyOfRange(bytes, offset, offset + some);
      String name = block + " " + dialogue.tools().digest(part);
      offered.put(name, some);
      if (offer(part, name, offered) || over()) {
        lines = Math.min(MOST_LINES, 2 * lines);
        return offered.getOrDefault(accepted(), some);
      }
      lines = Math.max(FEWEST_LINES, lines / 2);
    }
    throw Dialogue.garbled();
  }

  /** The guest forgets what it has of the block. */
  private boolean begunAnew() throws IOException {
    int number = ++resets;
    dialogue.say("r " + number);
    return dialogue.await(() -> reset == number || unwanted, dialogue.limits().patience());
  }

  /** Whether the guest has the block; it may be one offered before, whose answer was late. */
  private boolean offer(byte[] part, String name, Map<String, Integer> offered) throws IOException {
    List<String> all = dialogue.tools().lines(part);
    for (int i = 0; i < all.size(); i++) {
      dialogue.say("d " + all.get(i));
      if (!reached(i + 1 - AHEAD)) {
        return false;
      }
    }
    if (!reached(all.size())) {
      return false;
    }
    dialogue.await(() -> fed >= block - 1 || unwanted);
    dialogue.change(() -> wrong = "");
    BooleanSupplier answered = () -> offered.containsKey(good) || wrong.equals(name) || unwanted;
    for (int i = 0; i < CHECKS && !dialogue.is(answered); i++) {
      dialogue.say("b " + name);
      dialogue.await(answered, dialogue.limits().patience());
    }
    return offered.containsKey(accepted());
  }

  private String accepted() {
    String[] name = {""};
    dialogue.change(() -> name[0] = good);
    return name[0];
  }

  private boolean reached(int wanted) throws IOException {
    return dialogue.await(() -> taken >= wanted || unwanted, dialogue.limits().patience());
  }
}
