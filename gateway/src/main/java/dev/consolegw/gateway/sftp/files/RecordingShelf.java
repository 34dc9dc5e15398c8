package dev.consolegw.gateway.sftp.files;

import dev.consolegw.config.state.StateFolder;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.recording.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The recordings of a console that somebody may see, each as an asciicast. Any thread. */
public final class RecordingShelf implements Shelf {
  private final Recordings recordings;
  private final Casts casts;
  private final CastSizes sizes = new CastSizes();

  /**
   * Makes the folder if there is none.
   *
   * @param folder for what is being fetched; what is there does not outlive its reader
   * @throws IOException when the folder cannot be used
   */
  public RecordingShelf(Recordings recordings, Path folder) throws IOException {
    this.recordings = recordings;
    this.casts = new Casts(StateFolder.make(folder));
  }

  @Override
  public List<CastDocument> of(AuthorizedConsole console) {
    var history = console.console().history();
    var look = sizes.look();
    return recordings.of(console.console().entry().id(), console.grant()).stream()
        .map(recording -> new CastDocument(new CastText(recording, history), casts, look))
        .toList();
  }
}
