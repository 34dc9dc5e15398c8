package dev.consolegw.gateway.testing;

import dev.consolegw.config.state.StateFolder;
import dev.consolegw.gateway.ssh.keys.HostKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The RSA host key of all gateways of a test run: making one takes up to seconds. */
public final class RsaHostKey {
  private static final String NAME = "ssh_host_rsa_key";
  private static final Path MADE = make();

  private RsaHostKey() {}

  private static Path make() {
    try {
      var folder = Files.createTempDirectory("rsa-host-key");
      HostKeys.in(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the gateway with this state use it, unless it has one. */
  public static void place(Path state) throws IOException {
    StateFolder.make(state);
    for (var name : List.of(NAME, NAME + ".pub")) {
      try {
        Files.copy(MADE.resolve(name), state.resolve(name));
      } catch (FileAlreadyExistsException theirs) {
        return;
      }
    }
  }
}
