package dev.consolegw.gateway.access;

import dev.consolegw.authz.Grant;
import dev.consolegw.authz.LogRateLimit;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Renewal;
import dev.consolegw.authz.name.ConsoleName;
import dev.consolegw.authz.name.ConsoleNameException;
import dev.consolegw.gateway.backend.DialException;
import dev.consolegw.gateway.background.Background;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.console.Console;
import dev.consolegw.gateway.console.Consoles;
import dev.consolegw.gateway.console.GrantRenewer;
import dev.consolegw.gateway.directory.ConsoleEntry;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.directory.Directories;
import dev.consolegw.gateway.directory.Resolution;
import dev.consolegw.gateway.directory.VisibleServer;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.session.ViewerOptions;
import dev.consolegw.gateway.terminal.Printable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a user name to a console. What a person may not open is answered like what does not exist:
 * one sentence, exit 65. May block for the directories and the disk: call it on a virtual thread.
 */
public final class ConsoleAccess {
  /** Lists of all consoles that are made for one person at a time. */
  static final int LISTS = 2;

  private static final Comparator<VisibleServer> BY_NAME =
      Comparator.comparing(VisibleServer::project, String.CASE_INSENSITIVE_ORDER)
          .thenComparing(VisibleServer::project)
          .thenComparing(VisibleServer::name, String.CASE_INSENSITIVE_ORDER)
          .thenComparing(VisibleServer::name)
          .thenComparing(VisibleServer::id);

  /** Reads of one person that the disk works on at a time, whatever they read. */
  static final int READS = 2;

  private static final Logger log = LoggerFactory.getLogger(ConsoleAccess.class);

  private final Directories directories;
  private final Consoles consoles;
  private final GrantRenewer renewer;
  private final Background background;
  private final LogRateLimit<String> lines =
      new LogRateLimit<>(InstantSource.system(), LogRateLimit.Bounds.SELDOM);
  private final Turns<Set<Person>> lists = Turns.ofEach(LISTS);
  private final Turns<Set<Person>> reads = Turns.ofEach(READS);

  /**
   * @param renewer asked once more before anybody is let in
   * @param background where rights to everything are looked up, and lists are made
   */
  public ConsoleAccess(
      Directories directories, Consoles consoles, GrantRenewer renewer, Background background) {
    this.directories = directories;
    this.consoles = consoles;
    this.renewer = renewer;
    this.background = background;
  }

  /**
   * The same caller as whoever their key is of now: it may be another's, or nobody's, since they
   * signed in.
   */
  public Caller current(Caller caller) throws Refusal {
    var session = caller.session();
    var identity =
        directories
            .identify(session.identity())
            .orElseThrow(() ->
                new Refusal(
                    ExitCode.NOT_ALLOWED,
                    "your key may no longer sign in here; ask the gateway's operator"));
    return caller.as(new Session(session.id(), identity, session.origin(), session.since()));
  }

  /** The console that the user name and the environment mean. */
  public AuthorizedConsole open(Caller caller, boolean pty) throws Refusal {
    return open(name(caller), caller, pty);
  }

  /** The console that a name means. */
  public AuthorizedConsole open(ConsoleName name, Caller caller, boolean pty) throws Refusal {
    var options = options(name, pty);
    return switch (find(name, caller)) {
      case Resolution.Found(var entry, var grant) -> {
        log.debug("event=name-resolved session={} console={}", caller.session().id(), entry.id());
        var confirmed = confirmed(grant, NameRefusals.nothing(name));
        yield new AuthorizedConsole(console(entry), confirmed, options);
      }
      case Resolution.Nothing() -> {
        note(name, caller);
        throw literally(name, caller).orElse(NameRefusals.nothing(name));
      }
      case Resolution.NoSuchPort(VisibleServer server, String why) ->
          throw literally(name, caller).orElse(NameRefusals.noPort(name, server, why));
      case Resolution.Ambiguous(List<VisibleServer> servers) ->
          throw NameRefusals.ambiguous(name, servers);
    };
  }

  /**
   * What somebody means by the name of a host, which stands where their user name would. Refuses
   * what is nothing to them, as {@link #open} does; what is theirs, and not clear yet, passes.
   *
   * @return the name that means the same
   */
  public ConsoleName host(Caller caller) throws Refusal {
    Optional<Refusal> nearest = Optional.empty();
    for (var reading : HostNames.readings(caller.userName())) {
      try {
        return meant(new Caller(caller.session(), reading, caller.environment(), caller.pty()));
      } catch (Refusal refusal) {
        nearest = nearest.or(() -> Optional.of(refusal));
      }
    }
    throw nearest.orElseThrow();
  }

  private ConsoleName meant(Caller caller) throws Refusal {
    var name = name(caller);
    return switch (find(name, caller)) {
      case Resolution.Found(_, var grant) -> {
        var _ = confirmed(grant, NameRefusals.nothing(name));
        yield name;
      }
      case Resolution.Ambiguous _ -> name;
      case Resolution.NoSuchPort(VisibleServer server, _) -> HostNames.withPort(name, server);
      case Resolution.Nothing() -> alike(name, caller);
    };
  }

  private ConsoleName alike(ConsoleName name, Caller caller) throws Refusal {
    var alike = list(caller, visible -> HostNames.alike(name, visible));
    if (alike.size() > 1) {
      throw NameRefusals.ambiguous(name, alike);
    }
    if (alike.isEmpty()) {
      note(name, caller);
      throw literally(name, caller).orElse(NameRefusals.nothing(name));
    }
    var _ = confirmed(alike.getFirst().grant(), NameRefusals.nothing(name));
    return HostNames.spelled(name, alike.getFirst());
  }

  /**
   * A name that holds what divides names is never guessed at: else whoever names a server so would
   * catch the visitors of another one that is away.
   */
  private Optional<Refusal> literally(ConsoleName name, Caller caller) throws Refusal {
    try {
      return directories.literally(name, caller.session().identity()).stream()
          .findFirst()
          .map(server -> NameRefusals.literally(name, server.name()));
    } catch (IOException trouble) {
      throw unanswered(caller, trouble);
    }
  }

  /** Whether it is unknown or forbidden is for the operator to find out, not for the caller. */
  private void note(ConsoleName name, Caller caller) {
    var who = caller.session().identity();
    lines
        .take(who.credential().auditName())
        .ifPresent(omitted ->
            log.info(
                "event=console-refused session={} key={} asked={} omitted={}",
                caller.session().id(),
                who.credential().auditName(),
                Printable.of(name.toString()).asValue(),
                omitted.all()));
  }

  /** Whose right has just gone is told what a stranger is told. */
  Grant confirmed(Grant grant, Refusal stranger) throws Refusal {
    return switch (renewer.renew(grant)) {
      case Renewal.Renewed(Grant anew) -> anew;
      case Renewal.Gone _ -> throw stranger;
      case Renewal.Unknown(String why) ->
          throw new Refusal(
              ExitCode.UNAVAILABLE,
              "your right to this console cannot be confirmed now: %s; try again in a minute"
                  .formatted(why));
    };
  }

  /**
   * A console that somebody picked from a list, with the options of their user name. Whether they
   * may is asked for anew.
   */
  public AuthorizedConsole open(ConsoleId id, Caller caller) throws Refusal {
    var options = options(name(caller), caller.pty());
    var gone =
        new Refusal(ExitCode.NO_CONSOLE, "this console is gone, or is no longer yours to open");
    return switch (find(id, caller)) {
      case Resolution.Found(var entry, var grant) ->
          new AuthorizedConsole(console(entry), confirmed(grant, gone), options);
      case Resolution.Nothing(), Resolution.NoSuchPort _, Resolution.Ambiguous _ -> throw gone;
    };
  }

  /** How somebody wants whatever console they open. */
  public static ViewerOptions options(Caller caller) throws Refusal {
    return options(name(caller), caller.pty());
  }

  /**
   * Makes a list of everything that somebody may open, by project and name, in a turn of theirs and
   * in the background: the more there is, the more that costs.
   *
   * @param list waits for nothing
   */
  public <T> T list(Caller caller, Function<List<VisibleServer>, T> list) throws Refusal {
    var who = caller.session().identity();
    try (var _ = lists.take(who.owners())) {
      var candidates = directories.candidates(who);
      return background.make(
          () -> list.apply(candidates.visible().stream().sorted(BY_NAME).toList()));
    } catch (IOException trouble) {
      throw unanswered(caller, trouble);
    }
  }

  /** The consoles that are gone, left something, and could be managed by whoever asks. */
  Map<ConsoleId, Grant> removed(Caller caller) throws Refusal, IOException {
    return directories.removed(name(caller), caller.session().identity(), consoles.kept());
  }

  /**
   * Waits for a turn of the person's at the disk, whatever they read there; meant for a virtual
   * thread. Not for work that goes to {@link #disk}, which takes turns of its own.
   */
  public Turns<Set<Person>>.Turn diskTurn(Caller caller) {
    return reads.take(caller.session().identity().owners());
  }

  /**
   * The disk threads of a history for one person's reads. Whoever hands one in waits for a turn
   * first; meant for a virtual thread. Otherwise as {@link HistoryReader#diskThreads}.
   */
  public Executor disk(Caller caller, HistoryReader history) {
    return work -> {
      var turn = diskTurn(caller);
      try {
        history
            .diskThreads()
            .execute(() -> {
              try (turn) {
                work.run();
              }
            });
      } catch (RejectedExecutionException crowded) {
        turn.close();
        throw crowded;
      }
    };
  }

  /** The consoles that are open, whoever opened them. */
  public Consoles consoles() {
    return consoles;
  }

  /** What the user name and the environment say together. */
  public static ConsoleName name(Caller caller) throws Refusal {
    try {
      return parsed(caller.userName()).merge(caller.environment());
    } catch (ConsoleNameException mistake) {
      throw usage(mistake);
    }
  }

  private static ConsoleName parsed(String userName) throws Refusal {
    try {
      return ConsoleName.parse(userName);
    } catch (ConsoleNameException mistake) {
      var sentence = Printable.of(String.valueOf(mistake.getMessage())).toString();
      throw new Refusal(
          ExitCode.USAGE,
          userName.indexOf('+') < 0
              ? sentence
              : sentence
                  + "; a server that is called so is opened with: open --name "
                  + Printable.of(userName).asValue());
    }
  }

  public static Refusal usage(Exception mistake) {
    return new Refusal(
        ExitCode.USAGE, Printable.of(String.valueOf(mistake.getMessage())).toString());
  }

  private static ViewerOptions options(ConsoleName name, boolean pty) throws Refusal {
    try {
      return ViewerOptions.of(name.options(), pty);
    } catch (IllegalArgumentException mistake) {
      throw usage(mistake);
    }
  }

  private Resolution find(ConsoleName name, Caller caller) throws Refusal {
    try {
      return directories.find(name, caller.session().identity());
    } catch (IOException trouble) {
      throw unanswered(caller, trouble);
    }
  }

  private Resolution find(ConsoleId id, Caller caller) throws Refusal {
    try {
      return directories.find(id, caller.session().identity());
    } catch (IOException trouble) {
      throw unanswered(caller, trouble);
    }
  }

  private Console console(ConsoleEntry entry) throws Refusal {
    try {
      return consoles.open(entry);
    } catch (IOException trouble) {
      log.error("event=history-unreadable console={}", entry.id(), trouble);
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          "the gateway cannot open this console's history; tell its operator");
    }
  }

  private static Refusal unanswered(Caller caller, IOException trouble) {
    log.warn("event=directory-unanswered session={}", caller.session().id(), trouble);
    return new Refusal(
        ExitCode.UNAVAILABLE, "the directory of consoles does not answer; try again in a minute");
  }

  /** What people call the source of a console, when it keeps what the console prints. */
  public String keeper(AuthorizedConsole authorized) throws Refusal {
    try {
      return directories.keeper(authorized.console().entry().id()).source();
    } catch (DialException trouble) {
      throw unavailable(trouble);
    }
  }

  /** What its source itself has kept of a console's output. */
  public String printed(AuthorizedConsole authorized, int lines) throws Refusal {
    var id = authorized.console().entry().id();
    try {
      return directories.keeper(id).printed(id, lines);
    } catch (DialException trouble) {
      throw unavailable(trouble);
    }
  }

  private static Refusal unavailable(DialException trouble) {
    return new Refusal(ExitCode.UNAVAILABLE, trouble.reason().text().toString());
  }
}
