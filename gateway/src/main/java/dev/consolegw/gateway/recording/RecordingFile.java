package dev.consolegw.gateway.recording;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a recording's file without its events, and mends one that has no end. Waits for disks. */
final class RecordingFile {
  /** More than the longest line that is written. */
  private static final int TAIL = 64 * 1024;

  private RecordingFile() {}

  /**
   * What a file says, after a start. One without an end was cut off by a kill: half a line is cut
   * away, and an end put there, if the disk allows.
   *
   * @throws IOException when it is no recording
   */
  static Recording open(Path file) throws IOException {
    Header header;
    try (var lines = reader(file)) {
      header = SidecarFormat.header(lines.readLine());
    }
    var found = new Recording(header, file, last(header, file));
    return found.end().isPresent() ? found : mend(found);
  }

  static BufferedReader reader(Path file) throws IOException {
    // One char a byte, so that damage costs a line and not the file.
    return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
  }

  private static RecordingEvent last(Header header, Path file) throws IOException {
    RecordingEvent last = new RecordingEvent.Alive(header.start(), header.from());
    var tail = tail(file);
    var whole = tail.substring(0, tail.lastIndexOf('\n') + 1);
    for (var line : whole.lines().toList()) {
      var event = SidecarFormat.event(line);
      if (event.isPresent() && event.get().offset() >= header.from()) {
        last = event.get();
      }
    }
    return last;
  }

  private static String tail(Path file) throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
      var tail = new byte[(int) Math.min(bytes.length(), TAIL)];
      bytes.seek(bytes.length() - tail.length);
      bytes.readFully(tail);
      return new String(tail, StandardCharsets.ISO_8859_1);
    }
  }

  private static Recording mend(Recording found) throws IOException {
    var end = found.cutOff();
    var torn = tail(found.file());
    int half = torn.length() - 1 - torn.lastIndexOf('\n');
    try (var file = FileChannel.open(found.file(), StandardOpenOption.WRITE)) {
      file.truncate(file.size() - half);
      file.position(file.size());
      file.write(
          ByteBuffer.wrap((SidecarFormat.of(end) + '\n').getBytes(StandardCharsets.US_ASCII)));
    }
    return new Recording(found.header(), found.file(), end);
  }
}
