package dev.consolegw.config;

import dev.consolegw.config.export.ExportSettings;
import dev.consolegw.config.value.ByteSize;
import dev.consolegw.config.value.Cidr;
import dev.consolegw.config.value.HostPort;
import dev.consolegw.config.value.Pace;
import dev.consolegw.config.value.Secret;
import dev.consolegw.config.value.Timespan;
import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Range;
import dev.consolegw.config.yaml.RecordShape;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration file, one record per section. Component names are the keys, in
 * kebab-case; {@link Doc} and {@link Default} are printed into {@code docs/settings.md}. A
 * component of type {@link Where} is no key: it holds the place of its record.
 */
public record Settings(
    @Restart
        @Doc("Host keys, histories and the like. Made with mode 0700.")
        @Default("/var/lib/console-gw")
        Path state,
    @Restart @Doc("The SSH front.") Ssh ssh,
    @Restart @Doc("What one connection, one person and all together may cost.") Limits limits,
    @Doc("What consoles printed.") History history,
    @Doc("What sessions are recorded is said under `sessions`; here is how long that is kept.")
        Recordings recordings,
    @Doc("How people share consoles, for all; a console and a rule may say it for themselves.")
        Sessions sessions,
    @Doc("Who did what: in the log on stderr, or where this says.") OpsSettings.Audit audit,
    @Doc("People by name, for the embedded policy.") Map<String, User> users,
    @Doc("Who may do what. The highest right that matches wins; no match, no right.")
        List<Rule> rules,
    @Doc("Consoles by project/name, for the embedded directory.") Map<String, Console> consoles,
    @Doc("What the SSH servers of all `via` have in common.") Hops hops,
    @Doc("People, rights and consoles of a cloud.") Optional<OpenStackSettings> openstack,
    @Doc("VMware's hosts, which connect their VMs' serial ports to us.")
        Optional<VspcSettings> vspc,
    @Doc("Consoles over websockets, for browsers and tools. Default none.")
        Optional<WebSettings> web,
    @Doc("Metrics and health, for programs of this machine. Default none.")
        Optional<OpsSettings> ops,
    @Doc("Log systems that are sent what consoles print, by names of yours. Default none.")
        Map<String, ExportSettings> export,
    @Doc(
            "On SIGTERM, who is here may stay for so long, and nobody else comes in; a second"
                + " SIGTERM ends it. 0: everybody has to go at once.")
        @Default("0")
        Timespan drainFor) {

  /** The SSH front and its limits on strangers. */
  public record Ssh(
      @Doc("Address and port, or a list of them. Port 0 picks one and prints it.")
          @Default("0.0.0.0:2222")
          @Range(min = 1)
          List<SshListen> listen,
      @Doc(
              "modern: what no scanner objects to. compatible: also the curves of NIST, for clients"
                  + " in FIPS mode and the like.")
          @Default("modern")
          Algorithms algorithms,
      @Doc(
              "A private Ed25519 key without a passphrase, as ssh-keygen makes it, that signs for"
                  + " the host key under each name that somebody reaches by ssh -J, so that one"
                  + " line @cert-authority makes all of them known.")
          Optional<Located<Path>> hostCa,
      @Doc("Time to sign in before the connection is cut.") @Default("30s") Duration loginGrace,
      @Doc("Connections that have not signed in yet, from one address.")
          @Default("10")
          @Range(min = 1, max = 1_000_000)
          int strangersPerAddress,
      @Doc("Connections that have not signed in yet, in all.")
          @Default("100")
          @Range(min = 1, max = 1_000_000)
          int strangers,
      @Doc("Connections in all.") @Default("5000") @Range(min = 1, max = 1_000_000) int connections,
      @Doc("Channels on one connection.") @Default("32") @Range(min = 1, max = 1_000) int channels,
      @Doc(
              "A client that answers no keepalive for this long loses the seat to whoever asks."
                  + " Clients are asked every 5 s, so no less than 10s.")
          @Default("15s")
          @Range(min = 10)
          Duration silentSeat,
      @Doc("A client that answers no keepalive for this long is cut off.") @Default("5m")
          Duration silentEnd,
      @Doc("What befalls addresses whose connections fail to sign in, again and again.")
          Penalties penalties) {}

  /**
   * When an address is refused for a while. One that somebody has signed in from within the last
   * hour is not: its connections are slowed.
   */
  public record Penalties(
      @Doc(
              "So many connections that ended without a sign-in within a minute, from one address"
                  + " (of IPv6, one /64), and no more are let in from there.")
          @Default("10")
          @Range(min = 1, max = 100)
          int after,
      @Doc(value = "For how long.", key = "for") @Default("5m") Duration lasting,
      @Doc(
              "Networks that never are, such as that of a monitor that connects and reads our"
                  + " version.")
          List<Located<Cidr>> exempt) {}

  /** Where the SSH front listens. Written as one text, that is its {@code address}. */
  @RecordShape.AsText("address")
  public record SshListen(
      Where where,
      @Doc("Address and port.") Located<HostPort> address,
      @Doc(
              "Networks of proxies that say who their client is, by the PROXY protocol, version 1"
                  + " or 2. Who calls there from elsewhere, or says nothing of it within 5 s, is"
                  + " refused. Default none: clients call by themselves.")
          List<Located<Cidr>> proxyFrom) {}

  /** Key exchanges and message authentication that the SSH front offers. */
  public enum Algorithms {
    MODERN,
    COMPATIBLE
  }

  /** What one connection, one person and all together may cost, beside what is under ssh. */
  public record Limits(
      @Doc(
              "Connections of one person, whatever key they use. Default half of ssh.connections,"
                  + " and two at least.")
          @Range(min = 1, max = 1_000_000)
          Optional<Integer> connectionsPerPerson,
      @Doc("Sessions of one person: consoles, commands, lists and files.")
          @Default("2000")
          @Range(min = 1, max = 1_000_000)
          int sessionsPerPerson,
      @Doc("Sessions of one person that look at the same console.")
          @Default("16")
          @Range(min = 1, max = 10_000)
          int viewersPerPerson,
      @Doc(
              "What a client may have sent that nobody has taken yet, on one connection. Each"
                  + " channel may send 4 KiB beside it.")
          @Default("1MiB")
          @Range(min = 1)
          ByteSize inputPerConnection,
      @Doc("The same on all connections of one person.") @Default("8MiB") @Range(min = 1)
          ByteSize inputPerPerson,
      @Doc("The same of all people together.") @Default("64MiB") @Range(min = 1) ByteSize input,
      @Doc("Output on its way to a client that the system has not taken yet, on one connection.")
          @Default("1MiB")
          @Range(min = 1)
          ByteSize outputPerConnection,
      @Doc("The same on all connections of one person.") @Default("16MiB") @Range(min = 1)
          ByteSize outputPerPerson,
      @Doc("The same of all people together.") @Default("128MiB") @Range(min = 1) ByteSize output,
      @Doc("Breaks and resets a second that reach one console from one person.")
          @Default("5")
          @Range(min = 1, max = 1_000)
          int breaks,
      @Doc("Looks for a pattern that one person may have under way; others of theirs wait.")
          @Default("4")
          @Range(min = 1, max = 1_000)
          int patternsPerPerson,
      @Doc("The same of all people together.") @Default("16") @Range(min = 1, max = 1_000)
          int patterns,
      @Doc("The longest pattern, in characters.") @Default("512") @Range(min = 1, max = 10_000)
          int patternLength,
      @Doc("What counts within counts of a pattern may multiply to, as in (x{10}){10}.")
          @Default("1000")
          @Range(min = 1, max = 10_000)
          int patternCounts) {}

  /** How much of what the consoles printed is kept. */
  public record History(
      @Doc("attached: connect while somebody looks. always: connect and keep from the start.")
          @Default("attached")
          Capture capture,
      @Doc("Output kept per console, on disk.") @Default("64MiB") @Range(min = 1) ByteSize keep,
      @Doc("Output older than this is deleted.") Optional<Duration> keepFor,
      @Doc("Output kept of all consoles together. Those with most of it give first.")
          @Range(min = 1)
          Optional<ByteSize> keepAll,
      @Doc("A copy for tail -F and the like, in a file for each console. Default none.")
          Optional<MirrorSettings> mirror) {}

  /** How long recordings are kept. One that is deleted lets go of its output, too. */
  public record Recordings(
      @Doc("A recording that ended so long ago is deleted.") @Default("90d") Duration keepFor,
      @Doc("Output that all recordings hold together; past it, those go that ended first.")
          @Default("10GiB")
          @Range(min = 1)
          ByteSize keepAll) {}

  /**
   * How people share a console, and what becomes of their sessions. Said for all, for one console,
   * and in a rule for its people; the nearest word counts: rule, console, all.
   */
  public record Sessions(
      @Doc(
              "one-writer: one types, all watch. join: who asks with +join types too. exclusive:"
                  + " nobody else even watches. watch: nobody types. Default one-writer.")
          Optional<Sharing> sharing,
      @Doc("Who comes when so many look at the console already is not let in. Default 64.")
          @Range(min = 1, max = 10_000)
          Optional<Integer> viewers,
      @Doc("A session without a key for so long ends. Default never.") Optional<Duration> idle,
      @Doc("A session that has lasted so long ends. Default never.") Optional<Duration> total,
      @Doc(
              "When the last writer leaves: keep the login, warn the next person, or reset the"
                  + " line. Default warn.")
          Optional<Leaving> onLeave,
      @Doc(
              "Sessions are recorded: off, on, or required, which refuses a session that cannot be."
                  + " Default off.")
          Optional<Recording> record,
      @Doc(
              "What was typed goes into the record: off, echoed (not what the guest keeps to"
                  + " itself, such as passwords), or all. Default echoed.")
          Optional<RecordedInput> recordInput) {
    /** Nothing said. */
    public static final Sessions UNSAID =
        new Sessions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /** Who may look and type at the same time. */
  public enum Sharing {
    ONE_WRITER,
    JOIN,
    EXCLUSIVE,
    WATCH
  }

  /** What happens to the guest's login when the last writer leaves. */
  public enum Leaving {
    KEEP,
    WARN,
    RESET
  }

  /** Whether sessions are recorded. */
  public enum Recording {
    OFF,
    ON,
    REQUIRED
  }

  /** How much of what was typed a recording holds. */
  public enum RecordedInput {
    OFF,
    ECHOED,
    ALL
  }

  /** When a console is connected. */
  public enum Capture {
    ATTACHED,
    ALWAYS
  }

  /** One person of the embedded policy. */
  public record User(
      Where where,
      @Doc("Public keys, as in an authorized_keys file, without options.")
          List<Located<String>> keys,
      @Doc(
              "A file with such keys that the gateway may read and no other than its owner may"
                  + " write. A line that is none is logged and lets nobody in.")
          Optional<Located<Path>> keysFile) {}

  /** One line of the embedded policy. */
  public record Rule(
      Where where,
      @Doc("Names from `users`.") @Range(min = 1) List<Located<String>> users,
      @Doc("Patterns project/name; * stands for any run of characters but /.") @Range(min = 1)
          List<Located<String>> consoles,
      @Doc("Whose consoles: file, those under `consoles`; vspc, those that VMware's hosts connect.")
          @Default("file")
          RuleDirectory directory,
      @Doc("watch, write or manage.") RightName right,
      @Doc("As sessions, for the people of this rule.") Sessions sessions,
      @Doc("Commands in the guest by what the gateway keeps, for the people of this rule.")
          ShellSettings.ShellRights shell,
      @Doc("Links of `url`, for the people of this rule.") WebSettings.UrlRights url,
      @Doc(
              "all, or none: whether they may read what was printed before they came, by log,"
                  + " replay, recordings and SFTP. Of several rules that match, all wins.")
          @Default("all")
          Past history) {}

  /** What of a console's past somebody may read. */
  public enum Past {
    ALL,
    NONE
  }

  /** Whose consoles a rule is about. */
  public enum RuleDirectory {
    FILE,
    VSPC
  }

  /** A right, as the file spells it. */
  public enum RightName {
    WATCH,
    WRITE,
    MANAGE
  }

  /** One server of the embedded directory: one serial port, or several under {@code ports}. */
  public record Console(
      Where where,
      @Doc("Where to dial, for a server with one serial port.") Optional<Located<String>> address,
      @Doc("Sent with a websocket's handshake.") Map<String, Secret> headers,
      @Doc(
              "A file with a ticket of another gateway, or whatever else a websocket wants as"
                  + " Authorization: Bearer, in its first line. Ours alone, mode 0600.")
          Optional<Located<Path>> ticketFile,
      @Doc("The websocket subprotocol to ask for.") @Default("binary") String subprotocol,
      @Doc("CA certificates in PEM, instead of the system's.") Optional<Located<Path>> ca,
      @Doc("How fast input may go: bytes per time, for guests that lose a fast paste.")
          Optional<Pace> pace,
      @Doc("QEMU's QMP socket, for break where the wire cannot carry it.")
          Optional<Located<String>> qmp,
      @Doc("QEMU's name of the chardev, for break.") @Default("c0") String chardev,
      @Doc(
              "The SSH server through which address and qmp are reached, or a list of them, the"
                  + " nearest first.")
          List<Via> via,
      @Doc("As history.capture, for this console.") Optional<Capture> capture,
      @Doc("As history.keep, for this console.") @Range(min = 1) Optional<ByteSize> keep,
      @Doc("As history.keep-for, for this console.") Optional<Duration> keepFor,
      @Doc("As sessions, for this console.") Sessions sessions,
      @Doc("How commands get to a shell of the guest.") Optional<ShellSettings.Shell> shell,
      @Doc("Several serial ports by label, in order.") Map<String, Port> ports) {
    public Console {
      sessions = sessions.equals(Sessions.UNSAID) ? Sessions.UNSAID : sessions; // of thousands
    }
  }

  /** One serial port of a server that has several. */
  public record Port(
      Where where,
      @Doc("Where to dial.") Located<String> address,
      @Doc("As for a console.") Map<String, Secret> headers,
      @Doc("As for a console.") Optional<Located<Path>> ticketFile,
      @Doc("As for a console.") @Default("binary") String subprotocol,
      @Doc("As for a console.") Optional<Located<Path>> ca,
      @Doc("As for a console.") Optional<Pace> pace,
      @Doc("As for a console.") Optional<Located<String>> qmp,
      @Doc("As for a console.") @Default("c0") String chardev,
      @Doc("As for a console. Default the console's.") List<Via> via) {}

  /** What holds for each SSH server on the way to a console that does not say it for itself. */
  public record Hops(
      @Doc(
              "A private key that the gateway may read and no other, with its certificate in"
                  + " FILE-cert.pub if there is one.")
          Optional<Located<Path>> key,
      @Doc("The UNIX socket of an SSH agent that has the keys.") Optional<Located<Path>> agent,
      @Doc(
              "The host keys that are trusted, as OpenSSH writes them. No hop is trusted that is"
                  + " not in it.")
          Optional<Located<Path>> knownHosts) {}

  /** An SSH server on the way to a console. Written as one text, that is its {@code to}. */
  @RecordShape.AsText("to")
  public record Via(
      Where where,
      @Doc("Whom to sign in as, and where: ssh://user@host:22.") Located<String> to,
      @Doc("As hops.key, for this one.") Optional<Located<Path>> key,
      @Doc("As hops.agent, for this one.") Optional<Located<Path>> agent,
      @Doc("As hops.known-hosts, for this one.") Optional<Located<Path>> knownHosts) {}
}
