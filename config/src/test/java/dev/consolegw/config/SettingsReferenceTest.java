package dev.consolegw.config;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
  @Test
  void thePageInTheDocsIsWhatTheRecordsSay() throws IOException {
    Golden.assertSame(Path.of("../docs/settings.md"), SettingsReference.markdown());
  }
}
