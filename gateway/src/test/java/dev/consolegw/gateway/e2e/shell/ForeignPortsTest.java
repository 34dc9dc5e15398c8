package dev.consolegw.gateway.e2e.shell;

import static dev.consolegw.gateway.testing.TestPerson.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.shell.LocalGuest;
import dev.consolegw.gateway.testing.Program;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.farside.TcpService;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports with clients other than OpenSSH. */
class ForeignPortsTest {
  private static final String PARAMIKO =
      """
      import socket, sys, threading, paramiko
      client = paramiko.SSHClient()
      client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
      client.connect("127.0.0.1", port=int(sys.argv[1]), username="vm1+shell", key_filename=sys.argv[2],
                     allow_agent=False, look_for_keys=False, timeout=20)
      transport = client.get_transport()
      sent = bytes(range(256)) * 2000
      out = transport.open_channel("direct-tcpip", ("127.0.0.1", int(sys.argv[3])), ("127.0.0.1", 0))
      sender = threading.Thread(target=lambda: (out.sendall(sent), out.shutdown_write()))
      sender.start()
      print("out", b"".join(iter(lambda: out.recv(4096), b"")) == sent)
      port = transport.request_port_forward("127.0.0.1", 0)
      comes = socket.create_connection(("127.0.0.1", port))
      comes.sendall(b"hello")
      into = transport.accept(20)
      print("in", into.recv(5).decode())
      into.sendall(b"bye")
      into.close()
      print("back", comes.recv(100).decode(), comes.recv(100) == b"")
      def refused(kind, *where):
          try:
              transport.open_channel(kind, *where)
          except paramiko.ChannelException as why:
              print(why.code)
      refused("direct-tcpip", ("127.0.0.1", 0), ("", 0))
      refused("direct-tcpip", ("x" * 256, 80), ("", 0))
      refused("direct-streamlocal@openssh.com")
      client.close()
      """;

  @TempDir private Path folder;
  private final TcpService service = TcpService.answering();
  private final TestGateway gateway =
      TestGateway.with(
          new LocalGuest(),
          new TestGateway.Entry(
              "ports/vm1", "address: \"tcp://127.0.0.1:1\", shell: { user: root }"));

  @AfterEach
  void stop() {
    gateway.close();
    service.close();
  }

  @Test
  void plinkIsAConnection() {
    var key = folder.resolve("key.ppk").toString();
    var _ = Program.run("puttygen", ALICE.key().toString(), "-O", "private", "-o", key);
    var host = gateway.folder().resolve("state").resolve("ssh_host_ed25519_key.pub");
    var listed = Program.run("ssh-keygen", "-l", "-f", host.toString());
    int start = listed.indexOf("SHA256:");
    var fingerprint = listed.substring(start, listed.indexOf(' ', start));
    var port = String.valueOf(gateway.port());
    var words =
        List.of(
            "plink",
            "-ssh",
            "-batch",
            "-hostkey",
            fingerprint,
            "-i",
            key,
            "-P",
            port,
            "-nc",
            "127.0.0.1:" + service.port(),
            "vm1+shell@127.0.0.1");
    try (var plink = Program.start(words)) {
      plink.type("from plink");
      plink.endInput();

      assertThat(plink.result().out()).isEqualTo("from plink");
    }
  }

  @Test
  void paramikoConnectsAndIsConnectedTo() {
    var words =
        List.of(
            "/usr/bin/python3",
            "-I",
            "-c",
            PARAMIKO,
            String.valueOf(gateway.port()),
            ALICE.key().toString(),
            String.valueOf(service.port()));
    try (var script = Program.start(words)) {
      var result = script.result();

      assertThat(result.out())
          .as(result.err())
          .isEqualTo("out True\nin hello\nback bye True\n1\n1\n3\n");
      assertThat(result.err()) // where it says what it was told
          .contains("0 is no port; one is a number from 1 to 65535")
          .contains("the name of a host has at most 255 characters, and no blanks")
          .contains("sessions and TCP connections are opened here, and nothing else");
    }
  }
}
