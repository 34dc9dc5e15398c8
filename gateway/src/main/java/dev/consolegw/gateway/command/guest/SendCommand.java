package dev.consolegw.gateway.command.guest;

import dev.consolegw.authz.Right;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.command.Json;
import dev.consolegw.gateway.command.line.Reading;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Types, and says from which offset on the answer is; may wait for it, too. */
@picocli.CommandLine.Command(
    name = "send",
    description =
        "Types a line to the guest as it stands, or stdin, and prints where the answer begins.",
    footer = "Options stand in front of the text. What begins with -- stands behind -- alone.")
public final class SendCommand implements Command {
  private static final int PIECE = 16 * 1024;

  /** What a client's bytes become that are no UTF-8. */
  private static final char NO_TEXT = '\ufffd';

  @Option(names = "--file", paramLabel = "-", description = "Type stdin, byte for byte.")
  private @Nullable String file;

  @Option(names = "--no-enter", description = "Do not press Enter after the text.")
  private boolean noEnter;

  @Option(
      names = "--wait",
      paramLabel = "PATTERN",
      description = "Then wait until a line of the answer has this (RE2); the echo is one, too.")
  private @Nullable String pattern;

  @Option(
      names = "--timeout",
      paramLabel = "T",
      description = "Wait no longer than this, such as 30s; exit 124 then.")
  private @Nullable String timeout;

  @Option(names = "--json", description = "Print it as a JSON object.")
  private boolean json;

  @Parameters(paramLabel = "TEXT", arity = "0..1", description = "The line, to its end.")
  private @Nullable String text;

  /** Where the answer begins, and how much was typed. */
  private record Sent(long offset, long bytes) {}

  @Override
  public Reading reading() {
    return new Reading.Text(Set.of("--file", "--wait", "--timeout"));
  }

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    checkOptions();
    if (pattern == null) {
      var authorized = open(context);
      try (var viewer = new CommandViewer(context, authorized)) {
        type(context, authorized, viewer);
      }
      return ExitCode.OK;
    }
    try (var wait = new PatternWait(context, pattern, timeout == null ? "" : timeout)) {
      var authorized = open(context);
      try (var viewer = new CommandViewer(context, authorized)) { // stays: the line is kept open
        var sent = type(context, authorized, viewer);
        wait.await(authorized, sent.offset());
      }
    }
    return ExitCode.OK;
  }

  private void checkOptions() throws Refusal {
    if (file != null && !file.equals("-")) {
      throw new Refusal(ExitCode.USAGE, "the file is on your side: write `send --file - < FILE`");
    }
    if ((file == null) == (text == null)) {
      throw new Refusal(
          ExitCode.USAGE,
          file == null
              ? "send takes the text to type, or --file - for stdin; `send --` presses Enter alone"
              : "send takes a text or --file -, and not both");
    }
    if (text != null && text.indexOf(NO_TEXT) >= 0) {
      throw new Refusal(
          ExitCode.USAGE, "the text is not UTF-8; such bytes are typed from stdin: send --file -");
    }
    if (text != null && text.isEmpty() && noEnter) {
      throw new Refusal(ExitCode.USAGE, "there is nothing to type without Enter; write a text");
    }
    if (timeout != null && pattern == null) {
      throw new Refusal(ExitCode.USAGE, "--timeout goes with --wait PATTERN");
    }
  }

  private static AuthorizedConsole open(CommandContext context) throws Refusal {
    var authorized = context.open();
    authorized.need(Right.WRITE);
    return authorized;
  }

  private Sent type(CommandContext context, AuthorizedConsole authorized, CommandViewer viewer)
      throws Refusal, IOException {
    viewer.awaitConnection();
    long offset = authorized.console().history().end();
    long bytes = text == null ? pipe(context, viewer) : type(viewer, text);
    var sent = new Sent(offset, bytes);
    say(context, sent);
    return sent;
  }

  private long type(CommandViewer viewer, String line) throws Refusal {
    var bytes = (line + (noEnter ? "" : "\r")).getBytes(StandardCharsets.UTF_8);
    viewer.type(bytes);
    return bytes.length;
  }

  private static long pipe(CommandContext context, CommandViewer viewer)
      throws Refusal, IOException {
    long all = 0;
    var piece = new byte[PIECE];
    var in = context.io().in();
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      viewer.type(Arrays.copyOf(piece, count));
      all += count;
    }
    return all;
  }

  private void say(CommandContext context, Sent sent) throws IOException {
    if (json) {
      var facts = new LinkedHashMap<String, Object>();
      facts.put("offset", sent.offset());
      facts.put("bytes", sent.bytes());
      context.io().say(Json.of(facts));
    } else {
      context.io().say("offset=" + sent.offset());
    }
  }
}
