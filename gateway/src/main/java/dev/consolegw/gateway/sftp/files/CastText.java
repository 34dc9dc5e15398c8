package dev.consolegw.gateway.sftp.files;

import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.recording.Asciicast;
import dev.consolegw.gateway.recording.Playback;
import dev.consolegw.gateway.recording.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A recording as the bytes of an asciicast, as it is now. */
record CastText(Recording recording, HistoryReader history) {
  /** How long one may be, in bytes. */
  static final long LONGEST = 256L << 20;

  /** Takes it line by line, on a disk thread. */
  @FunctionalInterface
  interface Sink {
    void add(ByteBuffer line) throws IOException;
  }

  /** It has more than {@link #LONGEST} bytes. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;

    TooLongException() {
      super("this recording is too long for a file; fetch it with `recordings export`");
    }
  }

  /**
   * Writes all of it. Waits for the disk.
   *
   * @throws IOException when it cannot be had; the message is for the person
   */
  void writeTo(Sink sink) throws IOException {
    var disk = new DocumentReader(history);
    var bounded = new Bounded(sink);
    var lines = Asciicast.of(recording);
    var playback =
        disk.ask(() -> {
          bounded.add(Asciicast.header(recording));
          return new Playback(recording, history);
        });
    try {
      while (disk.ask(() -> more(playback, lines, bounded))) {}
    } finally {
      boolean _ =
          disk.ask(() -> {
            playback.close();
            return true;
          });
    }
  }

  /** A few steps: others have their turn at the disk. */
  private static boolean more(Playback playback, Asciicast lines, Bounded sink) throws IOException {
    var steps = playback.next();
    for (var step : steps) {
      for (var line : lines.lines(step)) {
        sink.add(line);
      }
    }
    return !steps.isEmpty();
  }

  private static final class Bounded {
    private final Sink sink;
    private long left = LONGEST;

    Bounded(Sink sink) {
      this.sink = sink;
    }

    void add(String line) throws IOException {
      var bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.US_ASCII));
      left -= bytes.remaining();
      if (left < 0) {
        throw new TooLongException();
      }
      sink.add(bytes);
    }
  }
}
