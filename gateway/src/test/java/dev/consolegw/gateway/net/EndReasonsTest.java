package dev.consolegw.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told when the system refuses a connection. */
class EndReasonsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Connection refused|nothing listens on it",
        "Cannot assign requested address|this machine has no address or no free port from which it",
        "Network is unreachable|no network of this machine leads to it",
        "Host is unreachable|there is no route to it",
        "Connection timed out|it does not answer",
        "Permission denied|the gateway may not connect to it",
        "Operation not permitted|the gateway may not connect to it",
        "Too many open files|the gateway has too many files open",
        "Protocol family unavailable|this machine has no network of the kind of it",
        "Address family not supported by protocol|this machine has no network of the kind of it",
        "Invalid argument|it is no address that can be connected to",
        "Connection reset by peer|it broke off the connection",
        "Software caused connection abort|it cannot be reached (the system says: Software",
      })
  void whatTheSystemSaysBecomesASentence(String said, String told) {
    assertThat(EndReasons.failure("it", new IOException(said))).startsWith(told);
  }

  private static String told(Endpoint to) throws IOException {
    try (var timer = Executors.newSingleThreadScheduledExecutor();
        var dialer = new SocketDialer(timer)) {
      return catchThrowableOfType(
              DialException.class,
              () -> dialer.connect(Transport.plain(to), Deadline.in(Duration.ofSeconds(3))))
          .reason()
          .text()
          .toString();
    }
  }

  @Test
  void aNameThatIsNoneSaysSo() throws IOException {
    assertThat(told(new Endpoint.Tcp("no-such-host.invalid", 22))).contains("no-such-host.invalid");
  }

  @Test
  void whatIsNoSocketOrNoneOfOursSaysSo(@TempDir Path folder) throws IOException {
    var file = Files.createFile(folder.resolve("file"));

    assertThat(told(new Endpoint.Unix(file))).isEqualTo("nothing listens on " + file);
    assertThat(told(new Endpoint.Unix(file.resolve("below"))))
        .startsWith("there is no socket " + file + "/below");
    assertThat(told(new Endpoint.Unix(folder.resolve("x".repeat(120)))))
        .endsWith("is too long for the path of a socket, which has 107 bytes");
  }
}
