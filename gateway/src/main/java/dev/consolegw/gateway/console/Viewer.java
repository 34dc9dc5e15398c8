package dev.consolegw.gateway.console;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.Person;
import dev.consolegw.gateway.session.SessionEnd;
import dev.consolegw.gateway.session.ViewerInfo;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.terminal.Printable;
import java.util.concurrent.CompletionStage;

/** One looker on a console, as who brings the person there sees it. Any thread; does not block. */
public interface Viewer {

  /** The right and the terms, as they are now. */
  Grant grant();

  /** How they want the console. */
  ViewerOptions options();

  /** What others may know of them. */
  ViewerInfo info();

  /** Whom it looks at. */
  Console console();

  /** There may be room in its sink, or something new to show. */
  void signal();

  /** Does what the person does, as far as the person may. */
  void act(ViewerAction action);

  /** One line beside the output, after what was printed before it. */
  void notice(String line);

  /** Ends the session; the first reason counts. */
  void end(SessionEnd ending);

  /** Done when it is here no more, and has no seat. */
  CompletionStage<Void> gone();

  /** A person, for other people's eyes. */
  static String title(Person person, String address) {
    return Printable.of(person.name()) + " from " + address;
  }
}
