package dev.consolegw.deploy.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Other people's programs that the packages are made with. */
final class Programs {
  private Programs() {}

  /**
   * What one prints, on either stream.
   *
   * @throws IOException with what it printed, when it is not there or fails
   */
  static String output(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          "%s failed with status %d: %s".formatted(command[0], status, said.strip()));
    }
    return said;
  }
}
