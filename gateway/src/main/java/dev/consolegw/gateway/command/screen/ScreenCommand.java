package dev.consolegw.gateway.command.screen;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.AuthorizedRead;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.command.Command;
import dev.consolegw.gateway.command.CommandContext;
import dev.consolegw.gateway.console.ConsoleStatus.ToldSize;
import dev.consolegw.gateway.console.live.GuestScreens;
import dev.consolegw.gateway.session.ExitCode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The command {@code screen}: of which console, as it was when, in which form.
 *
 * <p>On the command's virtual thread; screens are rebuilt on disk threads.
 */
@picocli.CommandLine.Command(
    name = "screen",
    description = "Shows what stands on the guest's screen.",
    footer = "T is 2026-01-31T12:00:00Z, 12:00 (of the gateway's clock) or 10m (ago).")
public final class ScreenCommand implements Command {
  @ArgGroup private @Nullable Form form;

  @Option(
      names = "--size",
      paramLabel = "RxC",
      description = "On a screen of so many rows and columns, such as 24x80.")
  private @Nullable String size;

  @Option(
      names = "--at",
      paramLabel = "OFFSET|T",
      description = "As it was after so much output, or at this time.")
  private @Nullable String at;

  private static final class Form {
    @Option(names = "--text", description = "As text alone; so without a terminal.")
    private boolean text;

    @Option(names = "--ansi", description = "With its colours; so on a terminal.")
    private boolean ansi;

    @Option(names = "--json", description = "As one JSON object, with cursor and modes.")
    private boolean json;

    @Option(names = "--svg", description = "As a picture.")
    private boolean svg;
  }

  @Override
  public ExitCode run(CommandContext context) throws Refusal, IOException {
    var moment = ScreenMoment.parse(at, context.clock().instant());
    var wanted = size(context);
    AuthorizedConsole authorized;
    try {
      authorized = context.open();
    } catch (Refusal unknown) {
      return showFormer(context, wanted, moment, unknown);
    }
    try (var read = new AuthorizedRead(authorized, () -> {})) { // as reading the log is
      var console = authorized.console();
      var told = at == null ? console.status().told() : Optional.<ToldSize>empty();
      var shown = show(new ScreenSource(context, console.history(), told, wanted), moment);
      read.check();
      print(context, shown);
    }
    return ExitCode.OK;
  }

  /** One that is gone has left what it printed, to those who could manage it. */
  private ExitCode showFormer(
      CommandContext context,
      Optional<GuestScreens.Size> wanted,
      ScreenMoment moment,
      Refusal unknown)
      throws Refusal, IOException {
    if (unknown.ending().code() != ExitCode.NO_CONSOLE) {
      throw unknown;
    }
    try (var history = context.former(unknown)) {
      print(context, show(new ScreenSource(context, history, Optional.empty(), wanted), moment));
    }
    return ExitCode.OK;
  }

  /** The size that is asked for; on a terminal that of the terminal, to see it as there. */
  private Optional<GuestScreens.Size> size(CommandContext context) throws Refusal {
    if (size != null) {
      return Optional.of(ScreenSize.parse(size));
    }
    if (form != null && !form.ansi) {
      return Optional.empty();
    }
    return context
        .io()
        .terminal()
        .filter(it -> it.rows() > 0 && it.columns() > 0)
        .map(it -> ScreenSize.bounded(it.rows(), it.columns(), "terminal"));
  }

  private List<String> show(ScreenSource source, ScreenMoment moment) throws Refusal, IOException {
    var picture = source.at(moment);
    var time =
        form != null && form.json
            ? source.timeOf(picture.screen().offset())
            : Optional.<Instant>empty();
    var context = source.context();
    boolean colours = form == null ? context.io().pty() : form.ansi;
    return context.screens().picture(context.caller(), () -> lines(picture, time, colours));
  }

  private List<String> lines(GuestScreens.Picture picture, Optional<Instant> time, boolean colours)
      throws Refusal {
    long offset = picture.screen().offset();
    var shot = picture.screen().look(screen -> Shot.of(screen, picture.size(), offset, time));
    boolean isText = !colours && (form == null || form.text);
    if (!isText && shot.pieces() > Shot.MOST_PIECES) {
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          "this screen is made of %d pieces that look different, and a picture of %d at most; --text"
                  .formatted(shot.pieces(), Shot.MOST_PIECES)
              + " shows it");
    }
    if (form != null && form.json) {
      return List.of(JsonPicture.of(shot));
    }
    if (form != null && form.svg) {
      return List.of(SvgPicture.of(shot));
    }
    return colours ? AnsiPicture.of(shot) : TextPicture.of(shot);
  }

  private static void print(CommandContext context, List<String> lines)
      throws Refusal, IOException {
    if (lines.isEmpty()) {
      return;
    }
    var text = String.join("\n", lines);
    try (var _ = context.screens().unread(context.caller(), 3L * text.length())) {
      context.io().say(text);
    }
  }
}
