package dev.consolegw.gateway.command;

import dev.consolegw.gateway.recording.Recordings;
import java.time.InstantSource;

/** What a command works with. */
record Context(Means means, Caller caller, CommandIo io) {
  /** What every command may need of the gateway. */
  record Means(Door door, Recordings recordings, PatternThreads patterns, InstantSource clock) {}

  Door door() {
    return means.door();
  }

  Recordings recordings() {
    return means.recordings();
  }

  /** Where patterns are looked for. */
  PatternThreads patterns() {
    return means.patterns();
  }

  InstantSource clock() {
    return means.clock();
  }

  /** The console that the user name means; a command is no terminal, whatever the client has. */
  Opened open() throws Refusal {
    return door().open(caller, false);
  }
}
