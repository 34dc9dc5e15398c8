package dev.consolegw.gateway.ssh;

import static org.apache.sshd.common.SshConstants.SSH_MSG_USERAUTH_FAILURE;
import static org.apache.sshd.common.SshConstants.SSH_MSG_USERAUTH_PK_OK;
import static org.apache.sshd.common.SshConstants.SSH_MSG_USERAUTH_SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consolegw.gateway.testing.LoggedLines;
import dev.consolegw.gateway.testing.TestGateway;
import dev.consolegw.gateway.testing.TestPerson;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.auth.AbstractUserAuth;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.auth.UserAuthFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures that are bound to the gateway's host key, and forged ones. */
class HostBoundTest {
  private static final String BOUND = "publickey-hostbound-v00@openssh.com";
  private static final String PLAIN = "publickey";

  @TempDir private Path folder;
  private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private TestFront front;

  @BeforeEach
  void open() throws Exception {
    front = new TestFront(folder, "login-grace: 30s");
  }

  @AfterEach
  void close() throws IOException {
    front.close();
  }

  /** What a request says, and what its signature covers; without a host key, it names none. */
  private record Request(String method, Host named, String signedMethod, Host signed) {
    static final Request OFFER_HERE = new Request(BOUND, Host.OURS, "", Host.NONE);
    static final Request OFFER_ELSEWHERE = new Request(BOUND, Host.ANOTHER, "", Host.NONE);

    Buffer of(ClientSession session, String service) throws Exception {
      var packet = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST);
      put(packet, session, service, method, named);
      if (!signedMethod.isEmpty()) {
        packet.putBytes(signature(session, service));
      }
      return packet;
    }

    private byte[] signature(ClientSession session, String service) throws Exception {
      var covered = new ByteArrayBuffer();
      covered.putBytes(session.getSessionId());
      covered.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
      put(covered, session, service, signedMethod, signed);
      var signer = BuiltinSignatures.ed25519.create();
      signer.initSigner(session, TestFront.ALICE.getPrivate());
      signer.update(session, covered.getCompactData());
      var signature = new ByteArrayBuffer();
      signature.putString(KeyPairProvider.SSH_ED25519);
      signature.putBytes(signer.sign(session));
      return signature.getCompactData();
    }

    private void put(Buffer to, ClientSession session, String service, String method, Host host) {
      to.putString(session.getUsername());
      to.putString(service);
      to.putString(method);
      to.putBoolean(!signedMethod.isEmpty());
      to.putString(KeyPairProvider.SSH_ED25519);
      to.putPublicKey(TestFront.ALICE.getPublic());
      host.key(session).forEach(to::putPublicKey);
    }
  }

  /** The host that a request is bound to. */
  private enum Host {
    OURS,
    ANOTHER,
    NONE;

    private static final PublicKey OTHER = TestFront.key().getPublic();

    List<PublicKey> key(ClientSession session) {
      return switch (this) {
        case OURS -> List.of(session.getServerKey());
        case ANOTHER -> List.of(OTHER);
        case NONE -> List.of();
      };
    }
  }

  /** Sends one request, and notes the answer. */
  private UserAuthFactory sending(Request request) {
    return new UserAuthFactory() {
      @Override
      public String getName() {
        return PLAIN;
      }

      @Override
      public UserAuth createUserAuth(ClientSession session) {
        return new AbstractUserAuth(PLAIN) {
          private boolean sent;

          @Override
          protected boolean sendAuthDataRequest(ClientSession client, String service)
              throws Exception {
            if (sent) {
              answers.add((int) SSH_MSG_USERAUTH_FAILURE);
              return false;
            }
            sent = true;
            client.writePacket(request.of(client, service));
            return true;
          }

          @Override
          protected boolean processAuthDataRequest(
              ClientSession client, String service, Buffer answer) {
            answers.add(answer.getUByte());
            return false;
          }

          @Override
          public void signalAuthMethodSuccess(ClientSession client, String service, Buffer answer) {
            answers.add((int) SSH_MSG_USERAUTH_SUCCESS);
          }
        };
      }
    };
  }

  private int answerTo(Request request) throws Exception {
    front.client().setUserAuthFactories(List.of(sending(request)));
    try (var session = front.connect("web1")) {
      session.auth().await(TestFront.PATIENCE);
      var answer = answers.poll(30, TimeUnit.SECONDS);
      assertThat(session.isAuthenticated())
          .isEqualTo(Integer.valueOf(SSH_MSG_USERAUTH_SUCCESS).equals(answer));
      return answer == null ? -1 : answer;
    }
  }

  @Test
  void aSignatureThatIsBoundToThisHostSignsIn() throws Exception {
    assertThat(answerTo(new Request(BOUND, Host.OURS, BOUND, Host.OURS)))
        .isEqualTo(SSH_MSG_USERAUTH_SUCCESS);
    assertThat(answerTo(new Request(PLAIN, Host.NONE, PLAIN, Host.NONE)))
        .isEqualTo(SSH_MSG_USERAUTH_SUCCESS);
  }

  @Test
  void oneForAnotherHostDoesNot() throws Exception {
    assertThat(answerTo(new Request(BOUND, Host.ANOTHER, BOUND, Host.ANOTHER)))
        .isEqualTo(SSH_MSG_USERAUTH_FAILURE);
    assertThat(answerTo(new Request(BOUND, Host.OURS, BOUND, Host.ANOTHER)))
        .isEqualTo(SSH_MSG_USERAUTH_FAILURE);
  }

  @Test
  void oneOfTheOtherMethodDoesNot() throws Exception {
    for (var forged :
        List.of(
            new Request(BOUND, Host.OURS, PLAIN, Host.NONE),
            new Request(BOUND, Host.OURS, BOUND, Host.NONE),
            new Request(PLAIN, Host.NONE, BOUND, Host.OURS),
            new Request(BOUND, Host.NONE, BOUND, Host.NONE),
            new Request(PLAIN, Host.OURS, PLAIN, Host.OURS))) {
      assertThat(answerTo(forged)).as(forged.toString()).isNotEqualTo(SSH_MSG_USERAUTH_SUCCESS);
    }
  }

  @Test
  void anOfferLetsNobodyInAndIsRefusedForAnotherHost() throws Exception {
    assertThat(answerTo(Request.OFFER_HERE)).isEqualTo(SSH_MSG_USERAUTH_PK_OK);
    assertThat(answerTo(Request.OFFER_ELSEWHERE)).isEqualTo(SSH_MSG_USERAUTH_FAILURE);
  }

  @Test
  void whatIsWrongIsOurOwnLineInTheLogAndNoOther() throws Exception {
    try (var logged = LoggedLines.of("ROOT")) {
      answerTo(new Request(BOUND, Host.OURS, PLAIN, Host.NONE));
      assertThat(logged.await("event=not-signed-in"))
          .contains(" method=none,publickey offered=1 ")
          .endsWith(" cause=bad-signature");

      answerTo(new Request(BOUND, Host.ANOTHER, BOUND, Host.ANOTHER));
      assertThat(logged.await("event=not-signed-in")).endsWith(" cause=bound-to-another-host");
      assertThat(logged.lines()).allMatch(line -> line.startsWith("event="));
    }
  }

  @Test
  void openSshUsesItAndHearsOfNoOtherMethodThanPublickey() {
    try (var gateway = TestGateway.with()) {
      var ssh = gateway.ssh(TestPerson.ALICE, "").option("-vvv");
      var signedIn = ssh.command("list").run();

      assertThat(signedIn.exitCode()).isZero();
      assertThat(signedIn.err())
          .contains("kex_input_ext_info: publickey-hostbound@openssh.com=<0>")
          .contains("using " + BOUND + " with ED25519")
          .contains("Authentications that can continue: publickey\r\n");
    }
  }
}
