package dev.consolegw.gateway.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What a logger is told while this is open. */
public final class LoggedLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> unawaited = new LinkedBlockingQueue<>();
  private final Logger logger;

  private LoggedLines(Logger logger) {
    this.logger = logger;
  }

  /** Of a logger and all below it. */
  public static LoggedLines of(String name) {
    var lines = new LoggedLines((Logger) LoggerFactory.getLogger(name));
    lines.start();
    lines.logger.addAppender(lines);
    return lines;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
    unawaited.add(event.getFormattedMessage());
  }

  public List<String> lines() {
    return lines;
  }

  /** Waits for a line that begins like this, after those that were awaited before. */
  public String await(String beginning) throws InterruptedException {
    while (true) {
      var line = unawaited.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError(beginning + " was never logged, but " + lines);
      }
      if (line.startsWith(beginning)) {
        return line;
      }
    }
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}
