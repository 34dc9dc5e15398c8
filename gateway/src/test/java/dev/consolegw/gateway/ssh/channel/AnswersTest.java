package dev.consolegw.gateway.ssh.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoSession;
import org.junit.jupiter.api.Test;

/** When a client that does not read its answers is read no further, and when again. */
class AnswersTest {
  private final List<String> said = new ArrayList<>();
  private final Answers answers = new Answers(socket());

  /** A socket that notes what it is told. */
  private IoSession socket() {
    return (IoSession)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {IoSession.class},
            (_, method, _) -> {
              said.add(method.getName());
              return null;
            });
  }

  @Test
  void readingStopsAboveTheBoundAndGoesOnBelowHalfOfIt() {
    answers.queued(Answers.MOST);
    assertThat(said).isEmpty();

    answers.queued(1);
    answers.queued(Answers.MOST);
    assertThat(said).containsExactly("suspendRead");
    assertThat(answers.stoppedFor()).isPositive();

    answers.sent(Answers.MOST);
    answers.sent(Answers.MOST / 2);
    assertThat(said).containsExactly("suspendRead");

    answers.sent(2);
    assertThat(said).containsExactly("suspendRead", "resumeRead");
    assertThat(answers.stoppedFor()).isEqualTo(Duration.ZERO);
  }

  @Test
  void outputAndOurOwnQuestionsAreNoAnswers() {
    assertThat(Answers.isAnswer(SshConstants.SSH_MSG_CHANNEL_DATA)).isFalse();
    assertThat(Answers.isAnswer(SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA)).isFalse();
    assertThat(Answers.isAnswer(SshConstants.SSH_MSG_GLOBAL_REQUEST)).isFalse();
    assertThat(Answers.isAnswer(SshConstants.SSH_MSG_UNIMPLEMENTED)).isTrue();
    assertThat(Answers.isAnswer(SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST)).isTrue();
  }
}
