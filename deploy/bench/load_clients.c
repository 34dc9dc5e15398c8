/*
 * Very many people who type, each with an SSH connection and a terminal of its own: one process, so
 * that not the clients are measured.
 *
 *   load_clients keys PEOPLE
 *   load_clients PORT CONSOLE SESSIONS PEOPLE SECONDS
 *
 * The first prints a public key for each of PEOPLE. The second opens SESSIONS, signing in under the name
 * CONSOLE with the number of the session for its %d, in turn as one of PEOPLE, and says `connected` when the
 * guests (load_guests.c) print to all. Each types KEYS_PER_SECOND, whatever comes back; all together they are
 * spread over the second. When it gets a line, all that is typed for SECONDS counts, and then it says what it
 * saw, as JSON. It gives all sessions up when its input ends.
 */
#define _GNU_SOURCE
#include "ssh_client.h"

#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { KEYS_PER_SECOND = 5, LETTERS = 26, PENDING = 256, SIGNING_IN = 4, EVENTS = 256, LAST_ECHO_S = 5, MOST_PER_TURN = 64, INPUT = -1 };
static const long NS = 1000000000;

struct person {
  struct ssh ssh;
  long typed, echoed, when[PENDING]; /* capital letters, in the order of the alphabet */
  int letter, is_over; /* the next small one that the guest prints, 0 before the first */
};

struct times {
  long *ns, count;
};

static struct person *everyone;
static long sessions, people, begun = -1, ended = -1, lost, gaps, over, silent;
static struct times echoes, lags;
static const char *console;
static int port;

static long now_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * NS + now.tv_nsec;
}

static int counts(long when) {
  return begun >= 0 && when >= begun && when < ended;
}

static void note(struct times *times, long ns) {
  times->ns[times->count++] = ns;
}

static void *sign_in_some(void *next) {
  char user[256];
  for (long i; (i = __atomic_fetch_add((long *)next, 1, __ATOMIC_RELAXED)) < sessions;) {
    snprintf(user, sizeof user, console, (int)i);
    ssh_open(&everyone[i].ssh, port, user, i % people);
  }
  return NULL;
}

static void sign_in_all(void) {
  pthread_t threads[SIGNING_IN];
  long next = 0;
  for (int i = 0; i < SIGNING_IN; i++) {
    if (pthread_create(&threads[i], NULL, sign_in_some, &next)) err(1, "pthread_create");
  }
  for (int i = 0; i < SIGNING_IN; i++) pthread_join(threads[i], NULL);
}

static void leave(struct person *person) {
  close(person->ssh.fd);
  person->is_over = 1;
  over++;
  if (!person->letter) silent--;
}

static void type(struct person *person, long due) {
  uint8_t key = 'A' + person->typed % LETTERS;
  long now = now_ns(CLOCK_MONOTONIC);
  if (counts(now)) note(&lags, now - due);
  if (person->is_over || person->typed - person->echoed == PENDING || !ssh_type(&person->ssh, &key, 1)) {
    lost += counts(now);
    return;
  }
  person->when[person->typed++ % PENDING] = now;
}

/* A letter that should have come before is lost. */
static void echoed(struct person *person, uint8_t key, long now) {
  while (person->echoed < person->typed) {
    long when = person->when[person->echoed % PENDING];
    int is_it = key == 'A' + person->echoed % LETTERS;
    person->echoed++;
    if (!counts(when)) {
      if (is_it) return;
    } else if (is_it) {
      note(&echoes, now - when);
      return;
    } else {
      lost++;
    }
  }
}

static void printed(struct person *person, uint8_t letter, long now) {
  if (!person->letter) silent--;
  else if (letter != person->letter && counts(now)) gaps++;
  person->letter = letter == 'z' ? 'a' : letter + 1;
}

static void read_from(struct person *person) {
  static struct bytes packet;
  int more = ssh_receive(&person->ssh);
  long now = now_ns(CLOCK_MONOTONIC);
  while (more > 0 && ssh_take(&person->ssh, &packet)) {
    size_t n = 0;
    const uint8_t *output = ssh_output(&person->ssh, &packet, &n);
    for (size_t i = 0; i < n; i++) {
      if (output[i] >= 'A' && output[i] <= 'Z') echoed(person, output[i], now);
      else if (output[i] >= 'a' && output[i] <= 'z') printed(person, output[i], now);
    }
    if (packet.at[0] == SSH_DISCONNECT || packet.at[0] == SSH_CHANNEL_CLOSE) more = -1;
  }
  if (more < 0) leave(person);
}

/* Keys whose echo has not come at all. */
static long missing(void) {
  long keys = 0;
  for (long i = 0; i < sessions; i++) {
    for (long key = everyone[i].echoed; key < everyone[i].typed; key++) keys += counts(everyone[i].when[key % PENDING]);
  }
  return keys;
}

static int by_length(const void *one, const void *other) {
  long a = *(const long *)one, b = *(const long *)other;
  return (a > b) - (a < b);
}

static double ms(const struct times *times, double percent) {
  if (!times->count) return 0;
  long rank = (long)(times->count * percent / 100);
  return times->ns[rank < times->count ? rank : times->count - 1] / 1e6;
}

static void tell(double cpu) {
  qsort(echoes.ns, echoes.count, sizeof *echoes.ns, by_length);
  qsort(lags.ns, lags.count, sizeof *lags.ns, by_length);
  printf("{\"keys\": %ld, \"lost\": %ld, \"gaps\": %ld, \"sessions_lost\": %ld, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, ",
         lags.count, lost + missing(), gaps, over, ms(&echoes, 50), ms(&echoes, 99), ms(&echoes, 100));
  printf("\"lag_p99_ms\": %.3f, \"cpu\": %.3f}\n", ms(&lags, 99), cpu);
  fflush(stdout);
}

static int prepare(void) {
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)INPUT};
  int epoll = epoll_create1(0);
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event)) err(1, "standard input is no pipe");
  for (long i = 0; i < sessions; i++) {
    event.data.u32 = i;
    fcntl(everyone[i].ssh.fd, F_SETFL, O_NONBLOCK);
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, everyone[i].ssh.fd, &event)) err(1, "epoll_ctl");
  }
  return epoll;
}

/* Types and reads until the last echo has come, or is given up. */
static void type_all(int epoll, long seconds) {
  struct epoll_event events[EVENTS];
  long gap = NS / KEYS_PER_SECOND / sessions, due = now_ns(CLOCK_MONOTONIC), turn = 0, used = 0;
  int is_connected = 0;
  double cpu = -1;
  for (;;) {
    long left = due - now_ns(CLOCK_MONOTONIC);
    struct timespec pause = {.tv_nsec = left > 0 ? left : 0};
    int ready = epoll_pwait2(epoll, events, EVENTS, &pause, NULL);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.u32 == (uint32_t)INPUT) {
        char line[16];
        if (read(0, line, sizeof line) <= 0) exit(1);
        used = now_ns(CLOCK_PROCESS_CPUTIME_ID);
        begun = now_ns(CLOCK_MONOTONIC);
        ended = begun + seconds * NS;
      } else if (!everyone[events[i].data.u32].is_over) {
        read_from(&everyone[events[i].data.u32]);
      }
    }
    long now = now_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < MOST_PER_TURN && due <= now; i++, due += gap) type(&everyone[turn++ % sessions], due);
    if (!is_connected && !silent) is_connected = puts("connected"), fflush(stdout);
    if (begun >= 0 && now >= ended && cpu < 0) cpu = (now_ns(CLOCK_PROCESS_CPUTIME_ID) - used) / (double)(now - begun);
    if (begun >= 0 && now >= ended && (!missing() || now > ended + LAST_ECHO_S * NS)) break;
  }
  tell(cpu);
}

int main(int words, char **arguments) {
  if (words == 3 && !strcmp(arguments[1], "keys")) {
    for (long i = 0; i < atol(arguments[2]); i++) ssh_print_key(i);
    return 0;
  }
  if (words != 6) errx(64, "usage: load_clients PORT CONSOLE SESSIONS PEOPLE SECONDS");
  port = atoi(arguments[1]);
  console = arguments[2];
  sessions = silent = atol(arguments[3]);
  people = atol(arguments[4]);
  long seconds = atol(arguments[5]), most = (seconds + 1) * KEYS_PER_SECOND * sessions + PENDING;
  if (sessions < 1 || people < 1) errx(64, "nobody types");
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  everyone = calloc(sessions, sizeof *everyone);
  echoes.ns = malloc(most * sizeof(long));
  lags.ns = malloc(most * sizeof(long));
  if (!everyone || !echoes.ns || !lags.ns) err(1, "malloc");
  sign_in_all();
  type_all(prepare(), seconds);
  return 0;
}
