package dev.consolegw.config;

import dev.consolegw.config.value.Cidr;
import dev.consolegw.config.value.HostAddress;
import dev.consolegw.config.value.TelnetListen;
import dev.consolegw.config.yaml.Default;
import dev.consolegw.config.yaml.Doc;
import dev.consolegw.config.yaml.Located;
import dev.consolegw.config.yaml.Range;
import dev.consolegw.config.yaml.Where;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** VMware's hosts, which connect their VMs' serial ports to us. */
public record VspcSettings(
    Where where,
    @Restart
        @Doc(
            "Addresses that hosts connect to, one or a list: telnet://HOST:PORT, or"
                + " telnets://HOST:PORT for TLS. An address alone is telnet.")
        @Default("telnet://127.0.0.1:13370")
        @Range(min = 1)
        List<Located<TelnetListen>> listen,
    @Doc(
            "Networks of hosts that may connect. Needed off the loopback, unless certificates are"
                + " asked for. Default all that get there.")
        List<Located<Cidr>> allow,
    @Doc("What telnets:// shows. Needed for it.") Optional<Tls> tls,
    @Doc(
            "To which project a VM belongs: the first that matches says so. Default the project"
                + " vspc.")
        List<Project> projects,
    @Doc("A VM that has not been connected for so long is forgotten.") @Default("24h")
        Duration expire,
    @Restart
        @Doc(
            "A program that is run when a VM comes, goes, moves or is called otherwise, with a JSON"
                + " object on its stdin. Default none.")
        Optional<Located<Path>> hook,
    @Restart
        @Doc("Calls of which it is not known yet whose they are, from one address.")
        @Default("2000")
        @Range(min = 1, max = 1_000_000)
        int strangersPerAddress,
    @Restart @Doc("The same in all.") @Default("10000") @Range(min = 1, max = 1_000_000)
        int strangers,
    @Restart
        @Doc("Serial ports that are known at most, connected or not.")
        @Default("20000")
        @Range(min = 1, max = 1_000_000)
        int ports,
    @Doc(
            "A TCP port for each serial port, for telnet and gdb. Whoever reaches it is the user"
                + " client-ports, whom a rule has to name. Default none.")
        Optional<ClientPorts> clientPorts,
    @Doc("As for a console, for all of these VMs.") Optional<ShellSettings.Shell> shell) {

  /** A certificate for hosts, and perhaps theirs. */
  public record Tls(
      Where where,
      @Doc("The certificate and those between it and its CA, in PEM.") Located<Path> cert,
      @Doc("Its private key in PEM, PKCS#8. Default in the same file.") Optional<Located<Path>> key,
      @Doc("CA certificates in PEM: hosts must have a certificate of one of them.")
          Optional<Located<Path>> clientCa) {}

  /** Which VMs belong to a project. What is left out matches all. */
  public record Project(
      Where where,
      @Doc("Networks of the hosts.") List<Located<Cidr>> from,
      @Doc("Names; * stands for any run of characters.") Optional<String> name,
      @Doc("UUIDs; * stands for any run of characters.") Optional<String> uuid,
      @Doc("Service URIs of the ports; * stands for any run of characters.") Optional<String> uri,
      @Doc("The project.") Located<String> project,
      @Doc(
              "These VMs are servers of the cloud under `openstack`: who may open a server there"
                  + " may open the VM with its UUID. Needs from, and a project of its own.")
          @Default("false")
          boolean openstack) {
    /** The project of VMs that no rule speaks of. */
    public static final String OTHERS = "vspc";
  }

  /** A TCP port for each serial port, for clients that know no SSH. */
  public record ClientPorts(
      Where where,
      @Restart @Doc("The address that clients connect to, without a port.") @Default("127.0.0.1")
          Located<HostAddress> listen,
      @Restart
          @Doc(
              "The first port. The next serial port gets the next number that is free, and keeps it"
                  + " as long as it is known.")
          @Default("50000")
          @Range(min = 1, max = 65_535)
          int from,
      @Restart
          @Doc(
              value =
                  "The port map of vSPC.py, whose VMs keep their ports: the file of its File"
                      + " backend, or lines name:uuid:port.",
              key = "import")
          Optional<Located<Path>> imported,
      @Doc(
              "What clients do at most, whatever a rule says. read: look. write: one types, others"
                  + " watch. exclusive: who types is alone. free-for-all: all type.")
          @Default("write")
          ClientMode mode,
      @Doc("Networks of clients. Needed off the loopback. Default all that get there.")
          List<Located<Cidr>> allow,
      @Doc("Clients of one port at once.") @Default("16") @Range(min = 1, max = 10_000)
          int clients) {
    /** Whoever comes through one of these ports, as rules name them. */
    public static final String USER = "client-ports";
  }

  /** How clients of a port share its console. */
  public enum ClientMode {
    READ,
    WRITE,
    EXCLUSIVE,
    FREE_FOR_ALL
  }
}
