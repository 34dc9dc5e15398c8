package dev.consolegw.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.auth.AbstractUserAuth;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.auth.UserAuthFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and as whom. */
class SignInTest {
  @TempDir private Path folder;
  private TestFront front;

  @BeforeEach
  void open() throws Exception {
    front = new TestFront(folder, "login-grace: 30s");
  }

  @AfterEach
  void close() throws IOException {
    front.close();
  }

  /** Sends what a test says in the name of the method "publickey", and notes the answers. */
  private static final class Forged extends AbstractUserAuth {
    private final BlockingQueue<Integer> answers;
    private final List<Request> requests;
    private int next;

    /** Puts a request's fields after the method's name. */
    interface Request {
      void putInto(Buffer buffer);
    }

    Forged(BlockingQueue<Integer> answers, List<Request> requests) {
      super("publickey");
      this.answers = answers;
      this.requests = requests;
    }

    static UserAuthFactory factory(BlockingQueue<Integer> answers, Request... requests) {
      return new UserAuthFactory() {
        @Override
        public String getName() {
          return "publickey";
        }

        @Override
        public UserAuth createUserAuth(ClientSession session) {
          return new Forged(answers, List.of(requests));
        }
      };
    }

    @Override
    protected boolean sendAuthDataRequest(ClientSession session, String service)
        throws IOException {
      if (next >= requests.size()) {
        answers.add((int) SshConstants.SSH_MSG_USERAUTH_FAILURE);
        return false;
      }
      send(session, service);
      return true;
    }

    private void send(ClientSession session, String service) throws IOException {
      session.writePacket(request(session, service, requests.get(next++)));
    }

    static Buffer request(ClientSession session, String service, Request request) {
      var buffer = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST);
      buffer.putString(session.getUsername());
      buffer.putString(service);
      buffer.putString("publickey");
      request.putInto(buffer);
      return buffer;
    }

    @Override
    protected boolean processAuthDataRequest(ClientSession session, String service, Buffer buffer)
        throws IOException {
      answers.add(buffer.getUByte());
      if (next < requests.size()) {
        send(session, service);
        return true;
      }
      return false;
    }
  }

  private static Forged.Request offer(KeyPair key) {
    return buffer -> {
      buffer.putBoolean(false);
      buffer.putString(KeyPairProvider.SSH_ED25519);
      buffer.putPublicKey(key.getPublic());
    };
  }

  private static Forged.Request signedWithNothing(KeyPair key) {
    return buffer -> {
      buffer.putBoolean(true);
      buffer.putString(KeyPairProvider.SSH_ED25519);
      buffer.putPublicKey(key.getPublic());
      buffer.putBytes(new byte[83]);
    };
  }

  @Test
  void everyKindOfKeySignsIn() throws Exception {
    for (var key : TestFront.OF_EACH_KIND) {
      try (var carol = front.signIn("web1", key)) {
        assertThat(TestFront.run(carol, "list")).contains("shared").doesNotContain("web1");
      }
    }
  }

  @Test
  void theKeySaysWhoItIsAndNotTheUserName() throws Exception {
    try (var alice = front.signIn("web1", TestFront.ALICE);
        var bob = front.signIn("web1", TestFront.BOB)) {
      assertThat(TestFront.run(alice, "list")).contains("web1").contains("manage");
      assertThat(TestFront.run(bob, "list")).contains("shared").doesNotContain("web1");
    }
  }

  @Test
  void aStrangersKeyDoesNot() throws Exception {
    var stranger = TestFront.key();

    assertThatIOException().isThrownBy(() -> front.signIn("web1", stranger));
    front.serves();
  }

  @Test
  void aKeyOfOursWithTheWrongPrivateHalfDoesNot() {
    var stolen = new KeyPair(TestFront.ALICE.getPublic(), TestFront.key().getPrivate());

    assertThatIOException().isThrownBy(() -> front.signIn("web1", stolen));
  }

  @Test
  void signaturesWithSha1AreNotTaken() throws Exception {
    var rsa = KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048);
    front.client().setSignatureFactories(List.of(BuiltinSignatures.rsa, BuiltinSignatures.ed25519));

    assertThatIOException().isThrownBy(() -> front.signIn("web1", rsa));
  }

  @Test
  void whoOnlyOffersAKeyIsNotLetIn() throws Exception {
    var answers = new LinkedBlockingQueue<Integer>();
    front
        .client()
        .setUserAuthFactories(
            List.of(
                Forged.factory(
                    answers, offer(TestFront.ALICE), signedWithNothing(TestFront.ALICE))));
    try (var session = front.connect("web1")) {
      var auth = session.auth();

      assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo(SshConstants.SSH_MSG_USERAUTH_PK_OK);
      auth.await(TestFront.PATIENCE);
      assertThat(auth.isSuccess()).isFalse();
      assertThat(session.isAuthenticated()).isFalse();
    }
    assertThat(answers).doesNotContain((int) SshConstants.SSH_MSG_USERAUTH_SUCCESS);
  }

  @Test
  void whoHasSignedInDoesNotBecomeSomebodyElseByOfferingTheirKey() throws Exception {
    try (var bob = front.signIn("web1", TestFront.BOB)) {
      service(bob, "ssh-userauth");
      bob.writePacket(Forged.request(bob, "ssh-connection", offer(TestFront.ALICE)));
      service(bob, "ssh-connection");

      assertThat(listOrNothing(bob)).doesNotContain("web1");
    }
    front.serves();
  }

  private static void service(ClientSession session, String name) throws IOException {
    var request = session.createBuffer(SshConstants.SSH_MSG_SERVICE_REQUEST);
    request.putString(name);
    session.writePacket(request);
  }

  private static String listOrNothing(ClientSession session) {
    try {
      return TestFront.run(session, "list");
    } catch (IOException | IllegalStateException cutOff) {
      return "";
    }
  }

  /** With it, MINA lets clients in that have only offered a key, or drops them. */
  @Test
  void nobodyPutsOffTheAnswerToAKey() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.apache.sshd.server.auth.AsyncAuthException")
        .check(new ClassFileImporter().importPackagesOf(SshFront.class));
  }
}
