package dev.consolegw.gateway.command;

import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.line.Reading;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;

/** One thing that can be typed after the host. */
public interface Command {

  /** How its line becomes words. */
  default Reading reading() {
    return new Reading.Words();
  }

  /**
   * Does it, on a virtual thread of its own.
   *
   * @throws Refusal when the person cannot have it
   * @throws IOException when the client is gone
   */
  ExitCode run(CommandContext context) throws Refusal, IOException;
}
