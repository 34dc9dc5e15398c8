/*
 * A websocket's client for the benchmark (RFC 6455, plain): it does what a browser does with a
 * console, and as little else as it can, so that the gateway is what is measured. Its mask is zero.
 *
 *   web_client URL    stdin in binary frames, their bytes to stdout; the end of either ends it
 *   web_client idle   opens each URL that it reads, says "open" for each, and answers pings until
 *                     stdin ends
 *
 * A URL is ws://ADDRESS:PORT/PATH with an IPv4 address. Text frames are passed over.
 */
#include <arpa/inet.h>
#include <err.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BINARY = 2, CLOSE = 8, PING = 9, PONG = 10, CHUNK = 256 * 1024, SENT = 64 * 1024, CONTROL = 125, EVENTS = 64 };

struct console {
  int fd, opcode, have, pinged; /* of the frame that is read: have bytes of its head */
  unsigned char head[10], ping[CONTROL];
  long left;
};

static unsigned char chunk[CHUNK];

static void send_all(int fd, const void *from, long left) {
  for (const char *at = from; left > 0;) {
    ssize_t sent = write(fd, at, left);
    if (sent <= 0) err(1, "write");
    at += sent;
    left -= sent;
  }
}

static void send_frame(int fd, int opcode, unsigned char *room, long length) {
  /* room begins 14 bytes before what is sent, for the head and a mask of zeros */
  unsigned char *head = room + (length < 126 ? 8 : length < 65536 ? 6 : 0);
  memset(room, 0, 14);
  head[0] = 0x80 | opcode;
  if (length < 126) {
    head[1] = 0x80 | length;
  } else if (length < 65536) {
    head[1] = 0x80 | 126;
    head[2] = length >> 8;
    head[3] = length;
  } else {
    head[1] = 0x80 | 127;
    for (int i = 0; i < 8; i++) head[2 + i] = length >> (56 - 8 * i);
  }
  send_all(fd, head, room + 14 + length - head);
}

static int dial(const char *url) {
  char address[64], path[4096], question[5000], answer[4096];
  int port, length = 0;
  if (sscanf(url, "ws://%63[0-9.]:%d%4095s", address, &port, path) != 3) errx(64, "no URL: %s", url);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &at.sin_addr);
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at)) err(1, "connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  snprintf(question, sizeof question,
           "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n",
           path, address, port);
  send_all(fd, question, strlen(question));
  while (length < 4 || memcmp(answer + length - 4, "\r\n\r\n", 4) != 0) {
    /* one by one: what follows is the websocket's */
    if (length == sizeof answer - 1 || read(fd, answer + length, 1) != 1) errx(1, "no answer");
    length++;
  }
  answer[length] = 0;
  if (strncmp(answer, "HTTP/1.1 101 ", 13) != 0) errx(1, "refused: %.60s", answer);
  return fd;
}

/* The head of the next frame, as far as it is there; returns what was read of it. */
static long read_head(struct console *it, const unsigned char *from, long count) {
  long used = 0;
  for (; used < count; used++) {
    it->head[it->have++] = from[used];
    int size = it->have < 2 ? 0 : it->head[1] & 0x7F;
    int wanted = it->have < 2 ? 2 : size == 127 ? 10 : size == 126 ? 4 : 2;
    if (it->have < 2 || it->have < wanted) continue;
    it->opcode = it->head[0] & 0x0F;
    it->left = size;
    if (size >= 126) {
      it->left = 0;
      for (int i = 2; i < wanted; i++) it->left = it->left << 8 | it->head[i];
    }
    it->pinged = 0;
    return used + 1;
  }
  return used;
}

static void end_frame(struct console *it) {
  if (it->opcode == PING) {
    unsigned char room[14 + CONTROL];
    memcpy(room + 14, it->ping, it->pinged);
    send_frame(it->fd, PONG, room, it->pinged);
  }
  it->have = 0;
}

static int is_whole(const struct console *it) {
  int size = it->head[1] & 0x7F;
  return it->have >= (size == 127 ? 10 : size == 126 ? 4 : 2);
}

/* Takes frames apart; the bytes of binary ones go to `out`, or nowhere below 0. 0 at the end. */
static int take(struct console *it, int out) {
  long count = read(it->fd, chunk, sizeof chunk);
  if (count <= 0) return 0;
  for (long at = 0; at < count;) {
    if (it->have < 2 || !is_whole(it)) at += read_head(it, chunk + at, count - at);
    if (it->have < 2 || !is_whole(it)) return 1;
    long n = it->left < count - at ? it->left : count - at;
    if (it->opcode == BINARY && out >= 0) send_all(out, chunk + at, n);
    if (it->opcode == PING && it->pinged + n <= CONTROL) {
      memcpy(it->ping + it->pinged, chunk + at, n);
      it->pinged += n;
    }
    at += n;
    it->left -= n;
    if (it->left == 0) {
      if (it->opcode == CLOSE) return 0;
      end_frame(it);
    }
  }
  return 1;
}

static void watch(int poll, int fd, void *what) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = what};
  if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event)) err(1, "epoll_ctl");
}

/* Opens what is named on stdin; 0 when there is no more. */
static int open_next(int poll) {
  char url[4096];
  if (!fgets(url, sizeof url, stdin)) return 0;
  url[strcspn(url, "\n")] = 0;
  struct console *it = calloc(1, sizeof *it);
  if (!it) err(1, "calloc");
  it->fd = dial(url);
  watch(poll, it->fd, it);
  puts("open");
  return 1;
}

static int type(int fd) {
  static unsigned char room[14 + SENT];
  ssize_t count = read(0, room + 14, SENT);
  if (count <= 0) return 0;
  send_frame(fd, BINARY, room, count);
  return 1;
}

int main(int count, char **arguments) {
  if (count != 2) errx(64, "usage: web_client URL|idle");
  int poll = epoll_create1(0), is_idle = strcmp(arguments[1], "idle") == 0;
  struct console one = {.fd = is_idle ? -1 : dial(arguments[1])};
  setvbuf(stdin, NULL, _IONBF, 0); /* what epoll does not see must not wait in a buffer */
  setvbuf(stdout, NULL, _IOLBF, 0);
  watch(poll, 0, NULL);
  if (!is_idle) watch(poll, one.fd, &one);
  for (;;) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(poll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      struct console *it = events[i].data.ptr;
      int goes_on = it ? take(it, is_idle ? -1 : 1) : is_idle ? open_next(poll) : type(one.fd);
      if (!goes_on) return it && is_idle ? 1 : 0;
    }
  }
}
