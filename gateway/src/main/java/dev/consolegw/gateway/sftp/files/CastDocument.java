package dev.consolegw.gateway.sftp.files;

import dev.consolegw.authz.Person;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;

/** A recording as asciicast v2, made when it is opened. */
record CastDocument(CastText text, Set<Person> reader, Casts casts, CastSizes.Look look)
    implements Document {

  @Override
  public String name() {
    return text.recording().header().id() + ".cast";
  }

  @Override
  public OptionalLong size() {
    return look.size(text);
  }

  @Override
  public Instant modified() {
    return text.recording().lastAt();
  }

  @Override
  public Content open() throws IOException {
    return casts.make(text, reader);
  }
}
