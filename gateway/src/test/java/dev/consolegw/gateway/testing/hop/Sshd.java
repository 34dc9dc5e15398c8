package dev.consolegw.gateway.testing.hop;

import static java.util.stream.Collectors.joining;

import dev.consolegw.gateway.testing.Peer;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestPerson;
import dev.consolegw.gateway.transport.Endpoint;
import dev.consolegw.gateway.transport.Hop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real OpenSSH server as a hop, on a port of the loopback, with nothing of this machine's own
 * configuration. Lets in whoever has {@link TestPerson#ALICE}'s key.
 */
public final class Sshd implements AutoCloseable {
  private final Path folder;
  private final Place place;
  private Program program;

  /**
   * Where it listens.
   *
   * @param prefix what its command line begins with, such as {@code ip netns exec NAME}
   */
  public record Place(List<String> prefix, String address, int port) {}

  private Sshd(Path folder, Place place, String... settings) {
    this.folder = folder;
    this.place = place;
    try {
      Files.createDirectories(folder);
      if (!Files.exists(hostKey())) {
        newHostKey("ed25519");
      }
      Files.writeString(folder.resolve("authorized_keys"), TestPerson.ALICE.publicKey() + "\n");
      configure(settings);
      program = start();
      trust();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts one.
   *
   * @param folder for its files, one of its own
   * @param settings lines of sshd_config; they come first, and so they count
   */
  public static Sshd in(Path folder, String... settings) {
    return new Sshd(folder, new Place(List.of(), "127.0.0.1", freePort()), settings);
  }

  /** Starts one elsewhere. */
  public static Sshd at(Place place, Path folder, String... settings) {
    return new Sshd(folder, place, settings);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Other settings, from its next start on. */
  public void configure(String... settings) {
    var fixed =
        """
        ListenAddress %s:%d
        HostKey %s
        PidFile none
        AuthorizedKeysFile %s/authorized_keys
        StrictModes no
        UsePAM no
        UseDNS no
        PermitRootLogin yes
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        MaxStartups 100
        """
            .formatted(place.address(), place.port(), hostKey(), folder);
    write("sshd_config", Stream.of(settings).map(it -> it + "\n").collect(joining()) + fixed);
  }

  private Program start() {
    if ("root".equals(System.getProperty("user.name"))) {
      boolean _ = Path.of("/run/sshd").toFile().mkdirs(); // sshd insists on it
    }
    var words = new ArrayList<>(place.prefix());
    words.addAll(List.of("/usr/sbin/sshd", "-D", "-e", "-f"));
    words.add(folder.resolve("sshd_config").toString());
    var started = Program.start(words);
    started.err().await("Server listening on ");
    return started;
  }

  /** Ends it and all connections to it, as when its machine is switched off. */
  public void kill() {
    processes().forEach(ProcessHandle::destroyForcibly);
    var _ = program.handle().onExit().join();
  }

  /** Starts it again, on the same port. */
  public void startAgain() {
    program.close();
    program = start();
  }

  /** It and all of its connections stand still, as a machine whose disk hangs. */
  public void freeze() {
    processes().forEach(one -> Peer.signal(one, "STOP"));
  }

  public void thaw() {
    processes().forEach(one -> Peer.signal(one, "CONT"));
  }

  /** Itself, and a process or two for each connection. */
  private List<ProcessHandle> processes() {
    var all = new ArrayList<>(program.handle().descendants().toList());
    all.add(program.handle());
    return all;
  }

  /** How many connections it has. */
  public long connections() {
    return program.handle().children().filter(ProcessHandle::isAlive).count();
  }

  /** Another host key, from its next start on. */
  public void newHostKey(String type) {
    try {
      Files.deleteIfExists(hostKey());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var _ = Program.run("ssh-keygen", "-q", "-t", type, "-N", "", "-f", hostKey().toString());
  }

  public Path hostKey() {
    return folder.resolve("host_key");
  }

  /** The public half of its host key: type and key. */
  public String publicHostKey() {
    try {
      var words = Files.readString(Path.of(hostKey() + ".pub")).split(" ", -1);
      return words[0] + " " + words[1];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its line in a known_hosts file. */
  public String knownHostsLine() {
    var name = place.port() == 22 ? "%s %s" : "[%s]:" + place.port() + " %s";
    return name.formatted(place.address(), publicHostKey());
  }

  /** From now on its present key is in {@link #knownHosts}, and no other. */
  public void trust() {
    trust(knownHostsLine());
  }

  /** From now on this is all that {@link #knownHosts} has. */
  public void trust(String lines) {
    write("known_hosts", lines + "\n");
  }

  public Path knownHosts() {
    return folder.resolve("known_hosts");
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it says, since it was started last. */
  public String log() {
    return program.err().soFar();
  }

  public int port() {
    return place.port();
  }

  public Path folder() {
    return folder;
  }

  /** As a hop, with Alice's key. */
  public Hop hop() {
    return hop(new Hop.Key.File(TestPerson.ALICE.key()));
  }

  /** As a hop. */
  public Hop hop(Hop.Key key) {
    return new Hop(
        System.getProperty("user.name"),
        new Endpoint.Tcp(place.address(), place.port()),
        knownHosts(),
        key);
  }

  /** As {@code via:} has it. */
  public String via() {
    return "{ to: \"%s\", key: \"%s\", known-hosts: \"%s\" }"
        .formatted(hop(), TestPerson.ALICE.key(), knownHosts());
  }

  @Override
  public void close() {
    kill();
    program.close();
  }
}
