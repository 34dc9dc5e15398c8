package dev.consolegw.gateway.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A recording as an earlier gateway left it, for tests of whoever reads one. */
public final class RecordedSession {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  private RecordedSession() {}

  /** One of a session in which nothing happened, on a console that has printed nothing. */
  public static Recording in(Path folder) throws IOException {
    var header = new Header("1", "c", "web1", "000001", "file:a", "file:a", "k", "a", AT, 0, "all");
    var end = new RecordingEvent.End(AT, 0, 0, 0, "", 0);
    var file = folder.resolve("1.jsonl");
    Files.write(file, List.of(SidecarFormat.of(header), SidecarFormat.of(end)));
    return new Recording(header, file, end);
  }
}
