package dev.consolegw.gateway.testing.farside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real websockify, of which Nova's serial proxy is made, with a file of tokens. */
public final class Websockify implements AutoCloseable {
  private final Process process;
  private final int port;

  /**
   * Starts it on a free port.
   *
   * @param tokens lines such as {@code TOKEN: 127.0.0.1:4001}
   */
  public Websockify(Path dir, String tokens) {
    port = Qemu.freePort();
    try {
      var file = Files.writeString(dir.resolve("tokens"), tokens);
      process =
          new ProcessBuilder(
                  "websockify",
                  "--token-plugin",
                  "TokenFile",
                  "--token-source",
                  file.toString(),
                  "127.0.0.1:" + port)
              .redirectErrorStream(true)
              .start();
      var log = process.inputReader(StandardCharsets.UTF_8);
      String line;
      do {
        line = log.readLine();
        if (line == null) {
          throw new AssertionError("websockify ended");
        }
      } while (!line.contains("proxying from"));
      Thread.ofPlatform().daemon().start(() -> log.lines().forEach(ignored -> {}));
    } catch (IOException e) {
      throw new UncheckedIOException("is websockify installed?", e);
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
