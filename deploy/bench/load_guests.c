/*
 * Guests of many people who type: one process and one thread for all of them.
 *
 *   load_guests SOCKET
 *
 * Whoever connects to SOCKET gets BURST bytes each BURST_MS, eight lines of small letters in the order
 * of the alphabet, so that a gap shows; the bursts of all connections are spread over that time. All
 * that is typed comes back at once. Standard output gets a line when it listens.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 65536, EVENTS = 256, LETTERS = 26, LINE = 64, BURST = 512, BURST_MS = 250 };
static const long NS = 1000000000;

struct guest {
  int fd;
  long letters, column;
};

static struct guest *guests[MOST]; /* those that are connected, the first `count` */
static struct guest *by_fd[MOST];
static long count;

static long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * NS + now.tv_nsec;
}

static void add(int epoll, int fd) {
  if (fd >= MOST) errx(1, "too many connections");
  struct guest *guest = calloc(1, sizeof *guest);
  if (!guest) err(1, "calloc");
  guest->fd = fd;
  guests[count++] = by_fd[fd] = guest;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) err(1, "epoll_ctl");
}

static void drop(struct guest *guest) {
  for (long i = 0; i < count; i++) {
    if (guests[i] == guest) guests[i] = guests[--count];
  }
  by_fd[guest->fd] = NULL;
  close(guest->fd);
  free(guest);
}

/* A line that is full does not print: what is not taken now comes with the next burst. */
static void print(struct guest *guest) {
  char text[BURST];
  long letters[BURST + 1], columns[BURST + 1], letter = guest->letters, column = guest->column;
  for (long i = 0; i < BURST; i++) {
    letters[i] = letter;
    columns[i] = column;
    text[i] = column == LINE - 2 ? '\r' : column == LINE - 1 ? '\n' : 'a' + letter++ % LETTERS;
    column = (column + 1) % LINE;
  }
  letters[BURST] = letter;
  columns[BURST] = column;
  ssize_t sent = send(guest->fd, text, sizeof text, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0) return; /* full, or gone: the next read tells */
  guest->letters = letters[sent];
  guest->column = columns[sent];
}

static void echo(struct guest *guest) {
  char got[4096];
  ssize_t n = recv(guest->fd, got, sizeof got, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) {
    drop(guest);
    return;
  }
  (void)!send(guest->fd, got, n, MSG_DONTWAIT | MSG_NOSIGNAL); /* a key that is lost is counted by who typed it */
}

static int listen_on(const char *path) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof at.sun_path) errx(1, "the path of the socket is too long: %s", path);
  strcpy(at.sun_path, path);
  int door = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(door, (struct sockaddr *)&at, sizeof at) || listen(door, 4096)) err(1, "%s", path);
  return door;
}

int main(int words, char **arguments) {
  if (words != 2) errx(64, "usage: load_guests SOCKET");
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int door = listen_on(arguments[1]), epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = door}, events[EVENTS];
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, door, &event)) err(1, "epoll_ctl");
  puts("ready");
  fflush(stdout);
  for (long due = now_ns(), turn = 0;;) {
    long left = due - now_ns();
    struct timespec pause = {.tv_nsec = left > 0 ? left : 0};
    int ready = epoll_pwait2(epoll, events, EVENTS, &pause, NULL);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == door) {
        while ((fd = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0) add(epoll, fd);
      } else if (by_fd[fd]) {
        echo(by_fd[fd]);
      }
    }
    for (long now = now_ns(); due <= now; due += BURST_MS * (NS / 1000) / (count ? count : 1)) {
      if (count) print(guests[turn++ % count]);
    }
  }
}
