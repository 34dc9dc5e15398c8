package dev.consolegw.gateway;

import dev.consolegw.authz.Credential;
import dev.consolegw.authz.Identity;
import dev.consolegw.authz.Person;
import dev.consolegw.authz.Right;
import dev.consolegw.authz.SshKey;
import dev.consolegw.config.SettingsLoader;
import dev.consolegw.config.WebSettings;
import dev.consolegw.config.yaml.Problems;
import dev.consolegw.config.yaml.SettingsException;
import dev.consolegw.gateway.access.Pass;
import dev.consolegw.gateway.access.Tickets;
import dev.consolegw.gateway.directory.ConsoleId;
import dev.consolegw.gateway.front.SessionRouter;
import dev.consolegw.gateway.testing.ManualClock;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.testing.TypedBytes;
import dev.consolegw.gateway.web.Pages;
import dev.consolegw.gateway.web.WebFront;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A gateway with another front for browsers, which has pages of a line each and a clock that stands
 * still.
 */
public final class BrowserGateway implements AutoCloseable {
  private final TestGateway gateway;
  private final ManualClock clock = new ManualClock();
  private final Tickets tickets = new Tickets(clock);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Executor answering = tasks;
  private final WebFront front;
  private final int port;

  /**
   * @param web what stands under {@code web:}, in one line
   */
  public BrowserGateway(String web, TestGateway.Entry... consoles) {
    this.gateway =
        TestGateway.withMore(
            """
            web: { listen: "127.0.0.1:0" }
            audit: { file: "FOLDER/audit.jsonl" }
            """,
            consoles);
    try {
      var pages = Files.createDirectory(gateway.folder().resolve("page"));
      Files.writeString(pages.resolve("console.html"), "<title>a console</title>\n");
      Files.writeString(pages.resolve("menu.html"), "<title>the list</title>\n");
      Files.writeString(pages.resolve("console.js"), "// a script\n".repeat(10_000));
      Files.writeString(pages.resolve("secret.pem"), "nothing of a page's\n");
      var services =
          new WebFront.Services(
              () -> {
                throw new IllegalStateException("no TLS");
              },
              tickets,
              gateway.gateway().router(),
              timer,
              task -> answering.execute(task));
      this.front = new WebFront(settings(web), Pages.in(pages), services);
      this.port = front.start().getFirst().getPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static WebSettings settings(String web) {
    var problems = new Problems();
    try {
      var settings = SettingsLoader.parse("test.yaml", "web: " + web + "\n", problems);
      problems.throwIfAny();
      return settings.web().orElseThrow();
    } catch (SettingsException mistake) {
      throw new IllegalStateException(mistake);
    }
  }

  /** The gateway, with its other fronts. */
  public TestGateway gateway() {
    return gateway;
  }

  /** What the gateway's own fronts work with. */
  public SessionRouter router() {
    return gateway.gateway().router();
  }

  public int port() {
    return port;
  }

  /** Stops the gateway, and returns the lines of its audit. */
  public List<String> audit() {
    gateway.stop();
    try {
      return Files.readAllLines(gateway.folder().resolve("audit.jsonl"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** From now on nobody whom it knows is answered, until that is closed. */
  public Held holdAnswers() {
    var held = new Held();
    answering = held;
    return held;
  }

  /** Answers that are held, and never given. */
  public final class Held implements Executor, AutoCloseable {
    private final BlockingQueue<Runnable> came = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
      came.add(task);
    }

    /** Waits until so many more are held. */
    public void await(int count) {
      try {
        for (int i = 0; i < count; i++) {
          var task = came.poll(TypedBytes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
          Objects.requireNonNull(task, "no more have come than " + i);
        }
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    }

    @Override
    public void close() {
      answering = tasks;
    }
  }

  /** Time passes, for tickets and cookies. */
  public void pass(Duration time) {
    clock.advance(time);
  }

  /** A ticket for a console of the project lab. */
  public String ticket(TestPerson who, String console) {
    return tickets.give(pass(who, console, Duration.ZERO));
  }

  /** One that is given to nobody: whatever opens it meets a bug. */
  @SuppressWarnings("NullAway") // that is the bug
  public String ticketOfABug(TestPerson who, String console) {
    return tickets.give(pass(who, console, null));
  }

  /** One that may be used again and again. */
  public String ticket(TestPerson who, String console, Duration lasting) {
    return tickets.give(pass(who, console, lasting), lasting);
  }

  /** A ticket for the list. */
  public String listTicket(TestPerson who) {
    return tickets.give(new Pass.OfList(identity(who)));
  }

  private static Pass pass(TestPerson who, String console, Duration lasting) {
    return new Pass.OfConsole(
        identity(who),
        new ConsoleId("file", "lab/" + console, "0"),
        new Pass.Naming("", "lab", console),
        Optional.empty(),
        lasting);
  }

  /** Somebody as they come by a ticket. */
  public static Identity identity(TestPerson who) {
    var line = who.publicKey().split(" ", 3);
    var key = SshKey.of(line[0], Base64.getDecoder().decode(line[1]));
    var person = new Person("file", who.name().toLowerCase(Locale.ROOT));
    return new Identity(new Credential.Ticket(key, Right.MANAGE), Set.of(person));
  }

  @Override
  public void close() {
    front.close();
    timer.shutdownNow();
    tasks.shutdown();
    gateway.close();
  }
}
