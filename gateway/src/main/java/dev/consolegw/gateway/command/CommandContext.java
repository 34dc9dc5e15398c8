package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Caller;
import dev.consolegw.gateway.access.ConsoleAccess;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.pattern.PatternThreads;
import dev.consolegw.gateway.recording.Recordings;
import dev.consolegw.gateway.session.ExecStreams;
import java.time.InstantSource;

/** What a command works with. */
public record CommandContext(Means means, Caller caller, ExecStreams io) {
  /** What every command may need of the gateway. */
  record Means(
      ConsoleAccess access, Recordings recordings, PatternThreads patterns, InstantSource clock) {}

  public ConsoleAccess door() {
    return means.access();
  }

  public Recordings recordings() {
    return means.recordings();
  }

  /** Where patterns are looked for. */
  public PatternThreads patterns() {
    return means.patterns();
  }

  public InstantSource clock() {
    return means.clock();
  }

  /** The console that the user name means; a command is no terminal, whatever the client has. */
  public AuthorizedConsole open() throws Refusal {
    return door().open(caller, false);
  }
}
