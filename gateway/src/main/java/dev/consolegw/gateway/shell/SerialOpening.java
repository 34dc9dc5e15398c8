package dev.consolegw.gateway.shell;

import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.config.PasswordFile;
import dev.consolegw.config.ShellSettings.OpenShell;
import dev.consolegw.config.ShellSettings.Shell;
import dev.consolegw.config.value.Secret;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.access.Refusal;
import dev.consolegw.gateway.budget.Budget;
import dev.consolegw.gateway.budget.Turns;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.history.HistoryReader;
import dev.consolegw.gateway.session.ExitCode;
import dev.consolegw.gateway.session.Session;
import dev.consolegw.gateway.shell.guest.Allowance;
import dev.consolegw.gateway.shell.guest.GuestException;
import dev.consolegw.gateway.shell.link.FrameRemains;
import dev.consolegw.gateway.shell.link.GuestLink;
import dev.consolegw.gateway.shell.link.LinkLimits;
import dev.consolegw.gateway.shell.link.LinkThreads;
import dev.consolegw.gateway.shell.signin.Conversation;
import dev.consolegw.gateway.shell.signin.Credentials;
import dev.consolegw.gateway.shell.signin.RefusedCredentials;
import dev.consolegw.gateway.shell.signin.SignIn;
import dev.consolegw.gateway.shell.signin.SignInRules;
import dev.consolegw.gateway.shell.signin.SignedIn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes a guest work for us over its serial line: seat, sign-in, and a program of ours in it. */
final class SerialOpening implements GuestOpening {
  /** So much of what the guest printed last tells where it stands. */
  private static final int NEWEST = Conversation.MOST;

  /** What a link takes by itself: frames on their way, and two streams of compression. */
  private static final long LINK = 512 * 1024;

  /** Of all links that somebody has opened, whoever uses them. */
  private static final long LINKS_OF_ONE = 128L * 1024 * 1024;

  private static final long LINKS = 192L * 1024 * 1024;

  /** Rounds of links at a time: what a flood in guests takes of the processors. */
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final Duration PASSWORD = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Executor tasks;
  private final ScheduledExecutorService timer;
  private final Executor disk;
  private final Map<ConsoleId, RefusedCredentials> refused = new ConcurrentHashMap<>();
  private final Budget memory = new Budget(new Budget.Limits(LINKS_OF_ONE, LINKS_OF_ONE, LINKS));
  private final Turns<Set<Person>> rounds =
      new Turns<>(Math.max(1, PROCESSORS / 2), Math.max(2, PROCESSORS));

  /**
   * @param tasks virtual threads
   * @param timer its tasks are short
   * @param disk reads passwords
   */
  SerialOpening(Executor tasks, ScheduledExecutorService timer, Executor disk) {
    this.tasks = tasks;
    this.timer = timer;
    this.disk = disk;
  }

  @Override
  public OpenGuest open(Session session, AuthorizedConsole authorized, GuestCredentials credentials)
      throws Refusal, GuestException {
    var who = credentials(credentials);
    var share = memory.share(session.identity());
    try {
      if (!share.tryUse(LINK)) {
        throw new GuestException(
            GuestException.Kind.BUSY,
            "you work in as many guests as there is memory for; try again when some are left");
      }
      var guest = open(session, authorized, who, work(session.identity().owners(), share));
      var _ = guest.ended().thenRun(share::close);
      return guest;
    } catch (Refusal | GuestException | RuntimeException failure) {
      share.close();
      throw failure;
    }
  }

  private SerialGuest.Work work(Set<Person> owners, Budget.Share share) {
    Executor inTurns = round -> rounds.run(owners, tasks, round);
    var threads = new LinkThreads(tasks, inTurns, timer, System::nanoTime);
    return new SerialGuest.Work(threads, new Charged(share));
  }

  /** Memory that is somebody's. */
  private record Charged(Budget.Share share) implements Allowance {
    @Override
    public boolean tryUse(long bytes) {
      return share.tryUse(bytes);
    }

    @Override
    public void release(long bytes) {
      share.release(bytes);
    }
  }

  private OpenGuest open(
      Session session,
      AuthorizedConsole authorized,
      Optional<Credentials> who,
      SerialGuest.Work work)
      throws Refusal, GuestException {
    var line = new GuestLine(session, authorized);
    try {
      line.awaitConnection();
      return open(line, authorized, who, work);
    } catch (Refusal | GuestException | RuntimeException failure) {
      line.close();
      throw failure;
    }
  }

  private OpenGuest open(
      GuestLine line,
      AuthorizedConsole authorized,
      Optional<Credentials> who,
      SerialGuest.Work work)
      throws Refusal, GuestException {
    var console = authorized.console();
    var conversation = new Conversation(line);
    long before = console.history().end();
    var filter = new LineFilter(conversation);
    var placed =
        console
            .filter(filter)
            .orElseThrow(() ->
                new GuestException(
                    GuestException.Kind.BUSY,
                    "the last link to this guest is not gone yet; try again"));
    try {
      var _ = line.ended().thenAccept(why -> conversation.ended(GuestLine.lost(why).getMessage()));
      lookBack(conversation, newest(console.history(), before));
      var id = console.entry().id();
      var signedIn = signIn(id, conversation, who, rules(authorized));
      var opened = new SerialGuest.Console(line, conversation, filter, placed, signedIn);
      return SerialGuest.start(opened, LinkLimits.standard(), work);
    } catch (Refusal | GuestException | RuntimeException failure) {
      placed.close();
      throw failure;
    }
  }

  /** Ends a helper whose gateway is gone, which may be there yet where a frame is the last word. */
  private static void lookBack(Conversation conversation, byte[] printed) throws GuestException {
    byte[] line = lastLine(printed);
    if (SignIn.isLoginPrompt(line)) {
      conversation.before(line); // frames before it were typed there, and came back
      return;
    }
    var remains = FrameRemains.in(printed);
    conversation.before(remains.text());
    if (remains.areLast()) {
      SignIn.endProgram(conversation, GuestLink.resetAndEnter());
    }
  }

  private static byte[] lastLine(byte[] printed) {
    int from = printed.length;
    while (from > 0 && printed[from - 1] != '\n') {
      from--;
    }
    return Arrays.copyOfRange(printed, from, printed.length);
  }

  /** One at a time at a console. What was refused there is kept as long as it matters. */
  private SignedIn signIn(
      ConsoleId id, Conversation conversation, Optional<Credentials> who, SignInRules rules)
      throws GuestException {
    refused.values().removeIf(RefusedCredentials::isEmpty);
    var refusals = refused.getOrDefault(id, new RefusedCredentials());
    try {
      return SignIn.lead(conversation, who, rules, refusals);
    } finally {
      if (!refusals.isEmpty()) {
        refused.put(id, refusals);
      }
    }
  }

  /** Without it nobody knows what a key would do. */
  private static byte[] newest(HistoryReader history, long before) throws Refusal {
    try {
      return CompletableFuture.supplyAsync(
              () -> history.newest(before, NEWEST), history.diskThreads())
          .get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException failure) {
      throw new Refusal(
          ExitCode.TRY_AGAIN,
          "what the guest printed last cannot be read, so nothing was typed; try again");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new Refusal(ExitCode.TRY_AGAIN, "the gateway is stopping; try again in a minute");
    }
  }

  private static SignInRules rules(AuthorizedConsole authorized) {
    var settings = authorized.console().entry().shell();
    return new SignInRules(
        switch (settings.map(Shell::openShell).orElse(OpenShell.REFUSE)) {
          case REFUSE -> SignInRules.OpenShell.REFUSE;
          case USE -> SignInRules.OpenShell.USE;
          case LOGOUT -> logout(authorized);
        },
        settings.map(Shell::blind).orElse(false),
        authorized.options().force(),
        authorized.console().status().silent(),
        SignInRules.LOGIN);
  }

  /** Ending a shell that may be somebody's is for those who may send people away. */
  private static SignInRules.OpenShell logout(AuthorizedConsole authorized) {
    return authorized.grant().right().includes(Right.MANAGE)
        ? SignInRules.OpenShell.LOGOUT
        : SignInRules.OpenShell.REFUSE;
  }

  private Optional<Credentials> credentials(GuestCredentials said) throws GuestException, Refusal {
    if (said.account().isEmpty()) {
      return Optional.empty();
    }
    var password = said.kept().isPresent() ? Optional.of(read(said.kept().get())) : said.password();
    return Optional.of(Credentials.of(said.account().get(), password));
  }

  /** Anew each time: it may have been changed. */
  private Secret read(Path file) throws Refusal {
    var reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return PasswordFile.read(file);
              } catch (IOException unreadable) {
                throw new CompletionException(unreadable);
              }
            },
            disk);
    try {
      return reading.get(PASSWORD.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new Refusal(
          ExitCode.UNAVAILABLE,
          "the guest's password that is kept here cannot be read; tell the gateway's operator");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new Refusal(ExitCode.TRY_AGAIN, "the gateway is stopping; try again in a minute");
    }
  }
}
