package dev.consolegw.gateway.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.backend.QmpAddress;
import dev.consolegw.gateway.net.Deadline;
import dev.consolegw.gateway.net.Dialer;
import dev.consolegw.gateway.net.EndReasons;
import dev.consolegw.gateway.transport.Hop;
import dev.consolegw.gateway.transport.Transport;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Asks a QEMU for a break on a chardev, over its QMP socket: the only way where the wire has no
 * break. Each break is one short connection on a virtual thread of its own.
 *
 * @see <a href="https://www.qemu.org/docs/master/interop/qmp-spec.html">QMP specification</a>
 */
final class Qmp {
  private static final Duration BUDGET = Duration.ofSeconds(5);
  private static final int LINE_LIMIT = 64 * 1024;

  /** Events may come between a command and its answer; more than this is no QEMU. */
  private static final int LINES_LIMIT = 64;

  private static final JsonMapper JSON = new JsonMapper();

  private final QmpAddress address;
  private final List<Hop> via;
  private final Dialer dialer;
  private final ScheduledExecutorService scheduler;

  /** What there is of QMP is not enough; the message is for people. */
  private static final class NoQmp extends IOException {
    private static final long serialVersionUID = 1L;

    NoQmp(String message) {
      super(message);
    }

    NoQmp(String message, IOException cause) {
      super(message, cause);
    }
  }

  /**
   * @param via the hops of the console, behind which its QEMU is, too
   */
  Qmp(QmpAddress address, List<Hop> via, Dialer dialer, ScheduledExecutorService scheduler) {
    this.address = address;
    this.via = via;
    this.dialer = dialer;
    this.scheduler = scheduler;
  }

  /**
   * Returns at once.
   *
   * @param failed gets one sentence, on another thread, if there was no break
   */
  void sendBreak(Consumer<String> failed) {
    Thread.ofVirtual()
        .name("qmp-break")
        .start(() -> {
          try {
            talk(Deadline.in(BUDGET));
          } catch (IOException e) {
            failed.accept("no break was sent: " + e.getMessage());
          }
        });
  }

  private void talk(Deadline deadline) throws IOException {
    try (var stream = dialer.connect(Transport.plain(address.socket()).through(via), deadline);
        var _ = deadline.guard(stream, scheduler)) {
      var in = new BufferedInputStream(stream.in());
      var out = stream.out();
      if (!readLine(in).has("QMP")) {
        throw new NoQmp(address.socket() + " does not speak QMP");
      }
      command(in, out, Map.of("execute", "qmp_capabilities"));
      command(
          in,
          out,
          Map.of("execute", "chardev-send-break", "arguments", Map.of("id", address.chardev())));
    } catch (DialException | NoQmp e) {
      throw e;
    } catch (IOException e) {
      throw new NoQmp(
          deadline.hasPassed()
              ? "QEMU did not answer on " + address.socket()
              : EndReasons.failure(address.socket().toString(), e),
          e);
    }
  }

  private void command(InputStream in, OutputStream out, Map<String, ?> command)
      throws IOException {
    out.write((JSON.writeValueAsString(command) + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (int lines = 0; lines < LINES_LIMIT; lines++) {
      var answer = readLine(in);
      if (answer.has("return")) {
        return;
      }
      if (answer.has("error")) {
        throw new NoQmp("QEMU says: " + answer.at("/error/desc").asText());
      }
    }
    throw new NoQmp("QEMU gave no answer on " + address.socket());
  }

  private JsonNode readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new NoQmp(address.socket() + " closed the connection; is QMP in use?");
      }
      if (line.size() == LINE_LIMIT) {
        throw new NoQmp(address.socket() + " does not speak QMP");
      }
      line.write(c);
    }
    try {
      var parsed = JSON.readTree(line.toByteArray());
      return parsed == null ? JSON.createObjectNode() : parsed;
    } catch (JsonProcessingException e) {
      throw new NoQmp(address.socket() + " does not speak QMP", e);
    }
  }
}
