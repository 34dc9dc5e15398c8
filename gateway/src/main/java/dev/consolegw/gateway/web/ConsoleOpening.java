package dev.consolegw.gateway.web;

import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Pass;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.budget.Budgets;
import dev.consolegw.gateway.front.Request;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.front.link.LinkChannel;
import dev.consolegw.gateway.front.link.LinkWriter;
import dev.consolegw.gateway.front.link.UnreadInput;
import dev.consolegw.gateway.net.http.HttpRequest;
import dev.consolegw.gateway.net.websocket.ServerUpgrade;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.web.http.HttpConnection;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

/** Opens consoles over websockets, for whoever is known by now. On virtual threads. */
final class ConsoleOpening {
  private static final SessionEnd TOO_MANY =
      SessionEnd.now(
          ExitCode.TRY_AGAIN, "you have as many sessions here as you may; end one, or try later");

  private final SessionRouter router;
  private final ScheduledExecutorService timer;

  /**
   * What somebody asks for.
   *
   * @param subject the console, as they call it
   * @param ofPage whether a page of ours asks, which is shown no answer but a websocket
   */
  record Wish(
      HttpConnection client, ServerUpgrade upgrade, WebConsole.Subject subject, boolean ofPage) {
    HttpRequest request() {
      return subject.request();
    }
  }

  ConsoleOpening(SessionRouter router, ScheduledExecutorService timer) {
    this.router = router;
    this.timer = timer;
  }

  /** Whichever console that is for a visitor. */
  interface Choice {
    AuthorizedConsole of(Visitor visitor) throws Refusal;
  }

  /** Opens it, or says why not. */
  void open(Wish wish, Visitor visitor, Choice choice) {
    try {
      serve(wish, visitor, choice.of(visitor));
    } catch (Refusal refusal) {
      refuse(wish, visitor, refusal.ending());
    }
  }

  private void serve(Wish wish, Visitor visitor, AuthorizedConsole authorized) {
    var shares = router.budgets().shares(visitor.caller().session().identity());
    if (!shares.connection().tryUse(1)) {
      shares.close();
      refuse(wish, visitor, TOO_MANY);
      return;
    }
    var naming = Pass.Naming.of(authorized.console().entry());
    var subject = new WebConsole.Subject(wish.request(), wish.subject().id(), naming.full());
    begin(
        wish,
        visitor,
        new WebConsole(wish.client(), wish.upgrade(), subject, timer),
        authorized,
        shares);
  }

  private void begin(
      Wish wish,
      Visitor visitor,
      WebConsole console,
      AuthorizedConsole authorized,
      Budgets.ConnectionShares shares) {
    var out = new LinkWriter(console.link(), shares.output(), console);
    var channel =
        new LinkChannel(
            visitor.caller(),
            new Request.View(authorized.console().entry().id()),
            out,
            new UnreadInput(console.link(), shares.input()),
            console);
    var _ = channel.closed().thenRun(shares::close);
    try {
      console.open(channel, out, wish.ofPage());
      router.receive(channel);
    } catch (IOException gone) {
      shares.close();
    }
  }

  private void refuse(Wish wish, Visitor visitor, SessionEnd ending) {
    router.refused(visitor.caller(), visitor.wanted("console", wish.request()), ending);
    // What has no right here any more must not be asked for again: that is said before.
    if (wish.ofPage() && ending.code() != ExitCode.NOT_ALLOWED) {
      try {
        new WebConsole(wish.client(), wish.upgrade(), wish.subject(), timer).refuse(ending);
      } catch (IOException gone) {
        return; // nobody is there to be told
      }
    } else {
      wish.client().answer(Answers.refused(wish.request(), ending.code(), ending.text()));
    }
  }
}
