package dev.consolegw.gateway.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client does over SFTP, and what is told of it. */
class AccountTest {
  private static final int OPEN = 3;
  private static final int CLOSE = 4;
  private static final int READ = 5;
  private static final int REMOVE = 13;

  private final List<String> told = new ArrayList<>();
  private final Account account =
      new Account(
          new Account.Told() {
            @Override
            public void read(String path, long bytes) {
              told.add(path + ' ' + bytes);
            }

            @Override
            public void refused(String operation) {
              told.add("refused " + operation);
            }
          });

  private static byte[] open(String path) {
    return Written.packet(OPEN, 1, path, 1, 0);
  }

  /** All that the protocol has (draft-ietf-secsh-filexfer-02, 3), and what it has not. */
  static IntStream operations() {
    return IntStream.concat(IntStream.rangeClosed(OPEN, 20), IntStream.of(99, 200));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperationIsCounted(int type) throws Exception {
    Written.talk(Written.tree(1), account, Written.packet(type, 1, "/console.log", 1, 0));

    assertThat(account.operations().values()).containsExactly(1L);
  }

  @Test
  void aFileIsToldWhenItIsClosedOrTheSessionEnds() throws Exception {
    Written.talk(
        Written.tree(1),
        account,
        open("console.log"),
        Written.packet(READ, 2, "0", 0L, 5),
        Written.packet(CLOSE, 3, "0"),
        open("/recordings/../recordings/r0.cast"),
        Written.packet(READ, 4, "1", 0L, 1000));

    assertThat(told).containsExactly("/console.log 5", "/recordings/r0.cast 9");
    assertThat(account.fetched()).isEqualTo(14);
    assertThat(account.operations()).containsEntry("open", 2L).containsEntry("read", 2L);
  }

  @Test
  void whatIsRefusedAgainAndAgainIsToldOnce() throws Exception {
    var remove = Written.packet(REMOVE, 1, "/console.log");
    Written.talk(Written.tree(1), account, remove, remove, remove);

    assertThat(told).containsExactly("refused remove");
    assertThat(account.operations()).containsExactly(java.util.Map.entry("remove", 3L));
  }

  @Test
  void ofManyFilesTheFirstAreToldAndTheOthersCounted() throws Exception {
    var packets = new ArrayList<byte[]>();
    for (int i = 0; i < Account.FILES + 5; i++) {
      packets.add(open("/console.log"));
      packets.add(Written.packet(CLOSE, 1, Integer.toHexString(i)));
    }
    Written.talk(Written.tree(1), account, packets.toArray(byte[][]::new));

    assertThat(told).hasSize(Account.FILES);
    assertThat(account.operations()).containsEntry("files-untold", 5L);
  }
}
