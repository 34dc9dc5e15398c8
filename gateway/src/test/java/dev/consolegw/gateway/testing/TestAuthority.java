package dev.consolegw.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A CA of several links, as openssl makes one: a root, and an intermediate that signs for servers
 * and clients.
 *
 * @param root the root's certificate
 * @param between the intermediate's
 */
public record TestAuthority(Path folder, Path root, Path between) {

  /** A new one, in a folder of its own. */
  public static TestAuthority in(Path dir, String name) {
    try {
      var folder = Files.createDirectory(dir.resolve(name));
      Files.writeString(folder.resolve("ca.ext"), "basicConstraints=critical,CA:true\n");
      Files.writeString(folder.resolve("leaf.ext"), "subjectAltName=IP:127.0.0.1\n");
      var made = new TestAuthority(folder, folder.resolve("root.pem"), folder.resolve("int.pem"));
      made.key("root");
      made.openssl(
          "req -x509 -new -key root.key -out root.pem -days 2 -subj /CN=" + name + "-root");
      made.signed("int", "root", "ca.ext", name + "-intermediate");
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A certificate of the intermediate. */
  public Path issue(String name) {
    key(name);
    signed(name, "int", "leaf.ext", name);
    return folder.resolve(name + ".pem");
  }

  /** The key of an issued certificate. */
  public Path key(Path certificate) {
    return Path.of(certificate.toString().replace(".pem", ".key"));
  }

  /** Files one behind the other. */
  public Path joined(String name, Path... files) {
    try {
      var all = new StringBuilder();
      for (var file : files) {
        all.append(Files.readString(file));
      }
      return Files.writeString(folder.resolve(name), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void key(String name) {
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + name + ".key");
  }

  private void signed(String name, String by, String extensions, String subject) {
    if (!Files.exists(folder.resolve(name + ".key"))) {
      key(name);
    }
    openssl("req -new -key %s.key -out %s.csr -subj /CN=%s".formatted(name, name, subject));
    openssl(
        "x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -CAcreateserial -days 2 -extfile %s -out %s.pem"
            .formatted(name, by, by, extensions, name));
  }

  private void openssl(String words) {
    var all = new java.util.ArrayList<>(List.of("openssl"));
    all.addAll(List.of(words.split(" ")));
    try (var program = Program.start(all, folder, java.util.Map.of())) {
      program.endInput();
      var result = program.result();
      if (result.exitCode() != 0) {
        throw new AssertionError(words + ": " + result.err());
      }
    }
  }
}
