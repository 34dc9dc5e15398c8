package dev.consolegw.gateway.shell.posix;

import java.util.Optional;

/**
 * One output of a command. It comes in chunks, each with a digest; the guest keeps a chunk, and
 * what it prints waits, until we have it whole and have room for more. All but {@link #over} is
 * called by one thread at a time.
 */
final class OutputChunks {
  /** What a guest sends first, in bytes. */
  static final int FIRST = 2 * 1024;

  private static final int SMALLEST = 512;
  private static final int LARGEST = 48 * 1024;
  private static final int LONG_WELL = 16;
  private static final int PIPE = 64 * 1024;
  private static final long FAST = 500_000_000L;

  private final char name;
  private final Dialogue dialogue;
  private final OutputPipe pipe;
  private final StringBuilder characters = new StringBuilder();
  private int next = 1;
  private int size = FIRST;
  private int failures;
  private int well;
  private int largest = LARGEST;
  private long asked = System.nanoTime();

  // Guarded by the dialogue.
  private boolean over;
  private boolean held;

  /**
   * An output.
   *
   * @param name what the guest calls it: o or e
   */
  OutputChunks(char name, Dialogue dialogue, OutputPipe pipe) {
    this.name = name;
    this.dialogue = dialogue;
    this.pipe = pipe;
  }

  /** A line of a chunk. */
  void line(String words) {
    if (characters.length() + words.length()
        > dialogue.tools().characters(PIPE) + TaggedLines.LONGEST) {
      characters.setLength(0);
      return;
    }
    for (int i = 0; i < words.length(); i++) {
      if (words.charAt(i) != ' ') {
        characters.append(words.charAt(i));
      }
    }
  }

  /**
   * The end of a chunk ({@code NUMBER DIGEST NUMBER}), of all of them ({@code . COUNT COUNT}), or
   * of the guest's disk ({@code !}). Numbers come twice, so that a damaged one is none.
   */
  void end(String said) {
    String[] words = said.split(" ", -1);
    if (over()) {
      return;
    }
    if (said.equals("!")) {
      dialogue.fail(Dialogue.garbled());
    } else if (words.length == 3 && words[0].equals(".") && words[1].equals(words[2])) {
      end(PosixProcess.number(words[1]));
    } else if (words.length == 3 && words[0].equals(words[2])) {
      end(PosixProcess.number(words[0]), words[1]);
    }
    characters.setLength(0);
  }

  private void end(int count) {
    if (count == next - 1) {
      finish();
    } else {
      dialogue.fail(Dialogue.garbled());
    }
  }

  private void end(int number, String digest) {
    if (number == next) {
      chunk(digest);
    } else if (number > 0 && number < next && !dialogue.is(() -> held)) {
      dialogue.say(name + " " + number + " " + size);
    }
  }

  private void chunk(String digest) {
    Optional<byte[]> bytes = dialogue.tools().bytes(characters.toString());
    if (bytes.isEmpty() || !dialogue.tools().digest(bytes.get()).equals(digest)) {
      if (++failures >= dialogue.limits().tries()) {
        dialogue.fail(Dialogue.garbled());
        return;
      }
      largest = Math.max(SMALLEST, bytes.map(b -> b.length).orElse(size) / 2);
      size = Math.min(size, largest);
      well = 0;
      dialogue.say(Character.toUpperCase(name) + " " + next);
      return;
    }
    failures = 0;
    if (++well == LONG_WELL) {
      well = 0;
      largest = Math.min(LARGEST, 2 * largest);
    }
    if (bytes.get().length == size && System.nanoTime() - asked < FAST) {
      size = Math.min(largest, 2 * size);
    }
    String taken = name + " " + next + " " + size;
    next++;
    dialogue.change(() -> held = true);
    pipe.add(
        bytes.get(),
        () -> {
          dialogue.change(() -> held = false);
          dialogue.say(taken);
        });
    asked = System.nanoTime();
  }

  /** There will be no more of it. */
  void finish() {
    boolean[] first = {false};
    dialogue.change(() -> {
      first[0] = !over;
      over = true;
    });
    if (first[0]) {
      pipe.endOfSource();
    }
  }

  /** It has ended. */
  boolean over() {
    return dialogue.is(() -> over);
  }
}
