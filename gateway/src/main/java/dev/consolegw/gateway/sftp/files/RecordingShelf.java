package dev.consolegw.gateway.sftp.files;

import dev.consolegw.config.state.StateFolder;
import dev.consolegw.gateway.access.AuthorizedConsole;
import dev.consolegw.gateway.recording.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The recordings of a console that somebody may see, each as an asciicast. Any thread. */
public final class RecordingShelf implements Shelf {
  private final Recordings recordings;
  private final Casts casts;
  private final CastSizes sizes = new CastSizes();

  /**
   * Makes the folder if there is none.
   *
   * @param folder for what is being fetched; what is there does not outlive its reader
   * @param timer closes what nobody reads; its tasks are short
   * @throws IOException when the folder cannot be used
   */
  public RecordingShelf(Recordings recordings, Path folder, ScheduledExecutorService timer)
      throws IOException {
    this.recordings = recordings;
    this.casts = new Casts(StateFolder.make(folder), System::nanoTime);
    long pause = Casts.IDLE.toSeconds() / 4;
    var _ = timer.scheduleWithFixedDelay(casts::closeIdle, pause, pause, TimeUnit.SECONDS);
  }

  @Override
  public List<CastDocument> of(AuthorizedConsole console) {
    var history = console.console().history();
    var look = sizes.look();
    var reader = console.grant().identity().owners();
    return recordings.of(console.console().entry().id(), console.grant()).stream()
        .map(recording -> new CastDocument(new CastText(recording, history), reader, casts, look))
        .toList();
  }
}
