package dev.consolegw.gateway.directory.vspc;

import java.io.IOException;
import java.util.Map;

/** Servers of a cloud, as far as they are known. Any thread. */
public interface CloudServers {

  /** The labels by which policies of the cloud know a server; empty for none. From memory. */
  Map<String, String> labels(String uuid);

  /**
   * The same as the cloud has it now. May block.
   *
   * @throws IOException when it does not answer
   */
  Map<String, String> labelsNow(String uuid) throws IOException;

  /** Where there is no cloud. */
  CloudServers NONE =
      new CloudServers() {
        @Override
        public Map<String, String> labels(String uuid) {
          return Map.of();
        }

        @Override
        public Map<String, String> labelsNow(String uuid) {
          return Map.of();
        }
      };
}
