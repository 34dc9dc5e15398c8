package dev.consolegw.gateway.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words and numbers that programs look for; {@code codes.txt} has all that were ever given. */
class AuditCodeTest {
  private static List<String> given() throws IOException {
    try (var in = AuditCodeTest.class.getResourceAsStream("codes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  @Test
  void noneHasChangedAndNewOnesAreWrittenDown() throws IOException {
    assertThat(Arrays.stream(AuditCode.values()).map(one -> one.code() + ' ' + one.word()))
        .containsExactlyElementsOf(given());
  }

  @Test
  void noneIsUsedTwice() throws IOException {
    assertThat(given().stream().map(line -> line.split(" ", 2)[0])).doesNotHaveDuplicates();
    assertThat(given().stream().map(line -> line.split(" ", 2)[1])).doesNotHaveDuplicates();
  }
}
