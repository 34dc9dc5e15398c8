package dev.consolegw.gateway.testing;

import dev.consolegw.config.state.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An RSA host key, as an operator may bring one; the same for all gateways of a test run. */
public final class RsaHostKey {
  private static final String NAME = "ssh_host_rsa_key";
  private static final Path MADE = make();

  private RsaHostKey() {}

  private static Path make() {
    try {
      var folder = Files.createTempDirectory("rsa-host-key");
      folder.toFile().deleteOnExit();
      var words = List.of("ssh-keygen", "-q", "-t", "rsa", "-b", "3072", "-N", "", "-f");
      var command = new ArrayList<>(words);
      command.add(folder.resolve(NAME).toString());
      int status = new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
      if (status != 0) {
        throw new IOException("ssh-keygen made no key");
      }
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
