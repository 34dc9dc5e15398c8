/*
 * The guest stand-in of the benchmark: a serial port on a UNIX socket, once for each thing to be
 * measured. One thread per connection; a connection ends when its far side has closed.
 *
 *   guest DIR BYTES PATTERN STREAM
 *
 * DIR/echo.sock sends back what it gets, DIR/flood.sock sends BYTES of the pattern in the file
 * PATTERN when it gets anything, DIR/sink.sock takes BYTES of it and says whether they were right,
 * DIR/stream.sock sends back what it gets from 0x80 up, and prints the pattern with its highest bits
 * cleared, after a mark: STREAM bytes at 1 MB/s when it gets a 'p', as fast as it can when it gets a
 * 'u', and BYTES as fast as it can when it gets a 'b'. DIR/drip.sock prints a byte of "xyzw\n" each
 * 5 ms, DIR/spew.sock the same pattern as fast as it can, both without end and without reading.
 * DIR/idle.sock says nothing more. All greet with one line first.
 */
#include <err.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 65536, STACK = 256 * 1024, MOST_PATTERN = 4 << 20, TICK_MS = 10, PACED = 10000, DRIP_US = 5000 };

static const char GREETING[] = "bench guest\n";
static const char MARK[] = "\002begin\003";
static long bytes, stream_bytes;
static char pattern[MOST_PATTERN], seven_bits[MOST_PATTERN];
static long period;

struct port {
  const char *name;
  void (*talk)(int fd);
  int listener;
};

struct call {
  const struct port *port;
  int fd;
};

static int send_all(int fd, const char *from, long left) {
  while (left > 0) {
    ssize_t sent = write(fd, from, left);
    if (sent <= 0) return 0;
    from += sent;
    left -= sent;
  }
  return 1;
}

/* How much can be taken at this offset in one piece. */
static long piece(long offset, long most) {
  long left = bytes - offset, to_seam = period - offset % period;
  if (most > left) most = left;
  return most < to_seam ? most : to_seam;
}

static void echo(int fd) {
  char got[4096];
  ssize_t n;
  while ((n = read(fd, got, sizeof got)) > 0 && send_all(fd, got, n)) {}
}

static void idle(int fd) {
  char ignored[64];
  while (read(fd, ignored, sizeof ignored) > 0) {}
}

static void flood(int fd) {
  char go;
  if (read(fd, &go, 1) != 1) return;
  for (long offset = 0, n; offset < bytes; offset += n) {
    n = piece(offset, CHUNK);
    if (!send_all(fd, pattern + offset % period, n)) return;
  }
  idle(fd);
}

static void sink(int fd) {
  char got[CHUNK];
  int right = 1;
  for (long offset = 0; offset < bytes;) {
    ssize_t n = read(fd, got, piece(offset, CHUNK));
    if (n <= 0) return;
    right &= memcmp(got, pattern + offset % period, n) == 0;
    offset += n;
  }
  if (send_all(fd, right ? "right\n" : "wrong\n", 6)) idle(fd);
}

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Sends back keys; returns the last other byte, 0 when there was none, -1 at the end. */
static int keys(int fd) {
  char got[4096], back[4096];
  ssize_t n = read(fd, got, sizeof got);
  if (n <= 0) return -1;
  int other = 0;
  long count = 0;
  for (ssize_t i = 0; i < n; i++) {
    if (got[i] & 0x80) back[count++] = got[i];
    else other = got[i];
  }
  return send_all(fd, back, count) ? other : -1;
}

static void stream(int fd) {
  long offset = 0, end = 0, due = 0, chunk = PACED;
  for (;;) {
    struct pollfd input = {.fd = fd, .events = POLLIN};
    long early = due - now_ms();
    int ready = poll(&input, 1, offset == end ? -1 : early > 0 ? early : 0);
    if (ready > 0) {
      int other = keys(fd);
      if (other < 0) return;
      if (other == 'p' || other == 'u' || other == 'b') {
        if (!send_all(fd, MARK, sizeof MARK - 1)) return;
        offset = 0;
        end = other == 'b' ? bytes : stream_bytes;
        due = now_ms();
        chunk = other == 'p' ? PACED : CHUNK;
      }
    }
    if (offset < end && due <= now_ms()) {
      long n = end - offset, to_seam = period - offset % period;
      if (n > chunk) n = chunk;
      if (n > to_seam) n = to_seam;
      if (!send_all(fd, seven_bits + offset % period, n)) return;
      offset += n;
      if (chunk == PACED) due += TICK_MS;
    }
  }
}

static void drip(int fd) {
  static const char TEXT[] = "xyzw\n";
  for (long i = 0; send_all(fd, TEXT + i % (sizeof TEXT - 1), 1); i++) usleep(DRIP_US);
}

static void spew(int fd) {
  for (long offset = 0, n; ; offset = (offset + n) % period) {
    n = period - offset < CHUNK ? period - offset : CHUNK;
    if (!send_all(fd, seven_bits + offset, n)) return;
  }
}

static void *answer(void *argument) {
  struct call call = *(struct call *)argument;
  free(argument);
  if (send_all(call.fd, GREETING, sizeof GREETING - 1)) call.port->talk(call.fd);
  close(call.fd);
  return NULL;
}

static void *serve(void *argument) {
  const struct port *port = argument;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, STACK);
  pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
  for (;;) {
    pthread_t thread;
    struct call *call = malloc(sizeof *call);
    if (!call) err(1, "malloc");
    *call = (struct call){.port = port, .fd = accept(port->listener, NULL, NULL)};
    if (call->fd < 0) err(1, "accept");
    if (pthread_create(&thread, &small, answer, call)) err(1, "pthread_create");
  }
}

static void start(struct port *port, const char *dir) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  int length = snprintf(at.sun_path, sizeof at.sun_path, "%s/%s.sock", dir, port->name);
  if (length >= (int)sizeof at.sun_path) errx(1, "the path of the sockets is too long: %s", dir);
  port->listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(port->listener, (struct sockaddr *)&at, sizeof at) || listen(port->listener, 1024))
    err(1, "%s", at.sun_path);
  pthread_t thread;
  if (pthread_create(&thread, NULL, serve, port)) err(1, "pthread_create");
}

int main(int count, char **arguments) {
  static struct port ports[] = {
    {"echo", echo, 0}, {"flood", flood, 0}, {"sink", sink, 0}, {"idle", idle, 0},
    {"stream", stream, 0}, {"drip", drip, 0}, {"spew", spew, 0},
  };
  if (count != 5) errx(64, "usage: guest DIR BYTES PATTERN STREAM");
  bytes = atol(arguments[2]);
  stream_bytes = atol(arguments[4]);
  FILE *file = fopen(arguments[3], "rb");
  if (!file) err(1, "%s", arguments[3]);
  period = fread(pattern, 1, sizeof pattern, file);
  fclose(file);
  if (period == 0 || bytes <= 0) errx(1, "nothing to send");
  for (long i = 0; i < period; i++) seven_bits[i] = pattern[i] & 0x7F;
  signal(SIGPIPE, SIG_IGN);
  for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) start(&ports[i], arguments[1]);
  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
