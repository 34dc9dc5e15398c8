package dev.consolegw.gateway.sftp;

import dev.consolegw.gateway.history.History;
import dev.consolegw.gateway.recording.Recording;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;

/** A recording as asciicast v2, made when it is opened: nobody knows its size before. */
record CastDocument(Recording recording, History history, Casts casts) implements Document {

  @Override
  public String name() {
    return recording.header().id() + ".cast";
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  @Override
  public Instant modified() {
    return recording.lastAt();
  }

  @Override
  public Content open() throws IOException {
    return casts.make(recording, history);
  }
}
