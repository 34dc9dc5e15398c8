package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import java.util.Optional;
import java.util.function.Consumer;

/** What may be asked of a serial console. Any thread; nothing here waits for the guest. */
public interface Console {

  /** What its directory knows of it by now. */
  ConsoleEntry entry();

  /** How it is at this moment. */
  ConsoleStatus status();

  /** Everything that it printed and that is still kept. */
  HistoryReader history();

  /**
   * Lets somebody in, dials if nobody was there before, and gives the seat if it is to be had. May
   * wait for the disk where the session has to be recorded.
   */
  AttachResult attach(AttachRequest who);

  /**
   * Ends one session, for somebody with the right to MANAGE.
   *
   * @param session its id
   * @param by who does it, with {@code grant}
   * @return who was sent away; empty when no such session is here
   */
  Optional<ViewerInfo> kick(String session, Session by, Grant grant);

  /**
   * Ends all sessions, for somebody with the right to MANAGE.
   *
   * @return how many
   */
  int clear(Session by, Grant grant);

  /**
   * Why this person may not even look: somebody has the console alone, or the gateway stops. Empty
   * when they may.
   */
  Optional<SessionEnd> closedTo(Grant grant, ViewerOptions options);

  /**
   * Keeps up the grant of somebody who reads the history without looking at the console.
   *
   * @param renewed gets the new grant
   * @param over called once, when the right is gone or the console is closed; any thread
   */
  Subscription read(Grant grant, Consumer<Grant> renewed, Consumer<SessionEnd> over);

  /**
   * Tells somebody of output without a connection of their own; nobody when too many are told.
   *
   * @param more runs after each output, where it came; must not block
   */
  Optional<Subscription> follow(Runnable more);

  /**
   * Puts a filter between the guest and everybody who hears it.
   *
   * @return empty when there is one already
   */
  Optional<OutputFilter.Placed> filter(OutputFilter filter);
}
