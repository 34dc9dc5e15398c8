package dev.consolegw.gateway.command;

import dev.consolegw.gateway.console.ExitCode;
import java.io.IOException;

/** One thing that can be typed after the host. */
interface Command {

  /**
   * Does it, on a virtual thread of its own.
   *
   * @throws Refusal when the person cannot have it
   * @throws IOException when the client is gone
   */
  ExitCode run(Context context) throws Refusal, IOException;
}
