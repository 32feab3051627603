/*
 * One loss of a link, measured from inside the host that suffers it.
 * loss NAMESPACE PORT NAMESPACE PORT DESTINATION4 DESTINATION6: the far ends of the wire that will be lost and of the next one, each
 * in a namespace that is given as a descriptor. For each line on stdin: probes by UDP in turn for both families from unbound,
 * unconnected sockets (each is routed anew), at a pace that leaves the processor to others, for whoever acts on the loss needs one;
 * the first far end is set down by another thread; probes go on until the kernel has told that both families' ranked rule is gone, or their default in main replaced; then one line of JSON.
 * A third thread hears the kernel: it does not wait for a processor that whoever acts on the loss is busy on, so it says when
 * something was told and not when it got to read it.
 * Times are nanoseconds of CLOCK_MONOTONIC, which all namespaces share; all but `down` are since the moment right before the request.
 * When a probe left is what it carries itself, so nobody has to be quick at the far ends.
 */
#include "told.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#define PORT 49109
#define MAGIC 0x6d68666fu
/* Before the loss (what the first probes do to the neighbours is news, and is to be heard in peace), and at most; between two probes of
 * a family; and how many of each are sent after the confirmation. Guesses. */
#define BEFORE (50 * MS)
#define AT_MOST (3000 * MS)
#define BETWEEN (MS / 50)
#define AFTER 20

enum { V4, V6, FAMILIES };
struct probe {
  unsigned magic, family, number, none;
  nanos left;
};
/* Written by the ear's thread, read by the sender. */
struct heard {
  _Atomic nanos carrier, rule[FAMILIES], route[FAMILIES];
};
struct ear {
  int socket;
  struct heard heard;
};
struct seen {
  unsigned before, next, foreign;
  nanos moved;
  unsigned char source[16];
};

static int request_socket, port_index;
static _Atomic nanos down;
static atomic_int deaf;

/* The sender and the one who cuts the wire are not to wait for each other where there are two processors. */
static void pin(int last) {
  static cpu_set_t all; /* As it was at first: a thread inherits where its maker was pinned to. */
  cpu_set_t one;
  if (CPU_COUNT(&all) == 0 && sched_getaffinity(0, sizeof all, &all) < 0) return;
  int chosen = -1;
  for (int i = 0; i < CPU_SETSIZE && (last || chosen < 0); i++)
    if (CPU_ISSET(i, &all)) chosen = i;
  CPU_ZERO(&one);
  CPU_SET(chosen, &one);
  pthread_setaffinity_np(pthread_self(), sizeof one, &one);
}

static void *cut(void *unused) {
  (void)unused;
  pin(0);
  struct {
    struct nlmsghdr head;
    struct ifinfomsg link;
  } ask = {{sizeof ask, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0}, {.ifi_index = port_index, .ifi_change = IFF_UP}};
  struct {
    struct nlmsghdr head;
    struct nlmsgerr error;
    char rest[256];
  } answer;
  const struct timespec wait = {0, BEFORE};
  nanosleep(&wait, NULL);
  down = now();
  if (send(request_socket, &ask, sizeof ask, 0) < 0 || recv(request_socket, &answer, sizeof answer, 0) < 0) fail("set down");
  if (answer.error.error != 0) {
    errno = -answer.error.error;
    fail("set down");
  }
  return NULL;
}

static void once(_Atomic nanos *moment, nanos at) {
  if (*moment == 0) *moment = at;
}
/* What the kernel tells everybody, at the moment at which it can be read; until nobody listens. */
static void *hear(void *given) {
  static _Alignas(8) char bytes[65536];
  struct ear *ear = given;
  struct heard *heard = &ear->heard;
  /* Without the privilege it waits for its turn as everybody does. */
  const struct sched_param before_others = {.sched_priority = 1};
  sched_setscheduler(0, SCHED_FIFO, &before_others);
  ssize_t got;
  while (!atomic_load(&deaf)) {
    if ((got = recv(ear->socket, bytes, sizeof bytes, 0)) <= 0) continue;
    const nanos at = now();
    int left = (int)got;
    for (struct nlmsghdr *m = (struct nlmsghdr *)bytes; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
      const int family = ((struct rtgenmsg *)NLMSG_DATA(m))->rtgen_family == AF_INET ? V4 : V6;
      const struct ifinfomsg *link = NLMSG_DATA(m);
      const struct rtmsg *route = NLMSG_DATA(m);
      if (down == 0) continue;
      if (m->nlmsg_type == RTM_NEWLINK && !(link->ifi_flags & LOWER_UP)) once(&heard->carrier, at);
      if (m->nlmsg_type == RTM_NEWROUTE && route->rtm_table == RT_TABLE_MAIN && route->rtm_dst_len == 0) once(&heard->route[family], at);
      if (m->nlmsg_type == RTM_DELRULE && ranked(m)) once(&heard->rule[family], at);
    }
  }
  return NULL;
}
static int is_told(const struct heard *h) {
  const _Atomic nanos *told = h->rule[V4] || h->rule[V6] ? h->rule : h->route;
  return (told[V4] && told[V6]) || (down != 0 && now() > down + AT_MOST);
}

/* All that a far end received: cooked, so each begins with its IP header. */
static void read_wire(int wire, int isNext, struct seen seen[FAMILIES]) {
  unsigned char bytes[2048];
  ssize_t got;
  while ((got = recv(wire, bytes, sizeof bytes, MSG_DONTWAIT)) > 0 || errno == ENETDOWN) {
    if (got <= 0) continue;
    const int family = bytes[0] >> 4 == 4 ? V4 : V6;
    const size_t payload = family == V4 ? (bytes[0] & 15u) * 4u + 8 : 48, length = family == V4 ? 4 : 16;
    struct probe probe;
    if ((size_t)got < payload + sizeof probe) continue;
    memcpy(&probe, bytes + payload, sizeof probe);
    if (probe.magic != MAGIC) continue;
    struct seen *s = &seen[family];
    const unsigned char *source = bytes + (family == V4 ? 12 : 8);
    if (!isNext && s->before++ == 0) memcpy(s->source, source, length);
    if (!isNext) continue;
    s->next++;
    if (memcmp(s->source, source, length) == 0) s->foreign++;
    if (probe.left >= down && (s->moved == 0 || probe.left < s->moved)) s->moved = probe.left;
  }
}

static int in_namespace(int namespace, int domain, int type, int protocol) {
  static int own = -1;
  if (own < 0) own = checked(open("/proc/self/ns/net", 0), "own namespace");
  checked(setns(namespace, CLONE_NEWNET), "setns");
  const int got = checked(socket(domain, type, protocol), "socket");
  checked(setns(own, CLONE_NEWNET), "setns");
  return got;
}

static int open_wire(int namespace, const char *device) {
  const int wire = in_namespace(namespace, AF_PACKET, SOCK_DGRAM, 0), room = 64 << 20;
  struct ifreq port;
  memset(&port, 0, sizeof port);
  strncpy(port.ifr_name, device, IFNAMSIZ - 1);
  checked(ioctl(wire, SIOCGIFINDEX, &port), device);
  const struct sockaddr_ll there = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = port.ifr_ifindex};
  checked(setsockopt(wire, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room), "receive buffer");
  checked(bind(wire, (const struct sockaddr *)&there, sizeof there), "bind");
  port_index = port_index ? port_index : port.ifr_ifindex;
  return wire;
}

/* An unbound socket: where it goes, and with which source, is looked up for every probe. */
struct way {
  int out;
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } to;
  socklen_t length;
};
static struct way open_way(int family, const char *destination) {
  struct way way = {.out = checked(socket(family, SOCK_DGRAM, 0), "socket")};
  way.to.any.sa_family = (sa_family_t)family;
  way.to.v4.sin_port = htons(PORT); /* At the same place in both. */
  way.length = family == AF_INET ? sizeof way.to.v4 : sizeof way.to.v6;
  void *address = family == AF_INET ? (void *)&way.to.v4.sin_addr : (void *)&way.to.v6.sin6_addr;
  if (inet_pton(family, destination, address) != 1) fail(destination);
  return way;
}

/* Until the loss is confirmed, and a little longer: how many of each family, also those that the kernel refused. */
static void send_probes(const struct way ways[FAMILIES], unsigned sent[FAMILIES], const struct heard *heard) {
  const struct timespec between = {0, BETWEEN};
  for (int left = AFTER; left > 0; left -= is_told(heard)) {
    for (unsigned family = V4; family <= V6; family++) {
      const struct probe probe = {MAGIC, family, sent[family]++, 0, now()};
      (void)!sendto(ways[family].out, &probe, sizeof probe, MSG_DONTWAIT, &ways[family].to.any, ways[family].length);
    }
    nanosleep(&between, NULL);
  }
}

static nanos since(nanos moment) { return moment == 0 ? -1 : moment - down; }
static void tell(const unsigned sent[FAMILIES], const struct heard *heard, const struct seen seen[FAMILIES]) {
  printf("{\"down\":%lld,\"carrier\":%lld", down, since(heard->carrier));
  for (int f = V4; f <= V6; f++) {
    const struct seen *s = &seen[f];
    const unsigned lost = sent[f] - s->before - s->next;
    printf(",\"v%d\":{\"moved\":%lld,\"rule\":%lld,\"route\":%lld", f == V4 ? 4 : 6, since(s->moved), since(heard->rule[f]), since(heard->route[f]));
    printf(",\"before\":%u,\"lost\":%u,\"next\":%u,\"foreign\":%u}", s->before, lost, s->next, s->foreign);
  }
  puts("}");
  fflush(stdout);
}

int main(int count, char **words) {
  if (count != 7) return 2;
  const int first = atoi(words[1]), next = atoi(words[3]);
  request_socket = in_namespace(first, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  pin(1);
  prctl(PR_SET_TIMERSLACK, 1);
  puts("{\"ready\":true}");
  fflush(stdout);
  for (char line[16]; fgets(line, sizeof line, stdin) != NULL;) {
    const int wires[] = {open_wire(first, words[2]), open_wire(next, words[4])};
    const struct way ways[FAMILIES] = {open_way(AF_INET, words[5]), open_way(AF_INET6, words[6])};
    unsigned sent[FAMILIES] = {0};
    struct ear ear = {.socket = open_ear()};
    const struct timeval listening = {.tv_usec = 20 * 1000};
    checked(setsockopt(ear.socket, SOL_SOCKET, SO_RCVTIMEO, &listening, sizeof listening), "time-out");
    struct seen seen[FAMILIES] = {0};
    pthread_t cutter, listener;
    down = 0;
    atomic_store(&deaf, 0);
    checked(-pthread_create(&listener, NULL, hear, &ear), "thread");
    checked(-pthread_create(&cutter, NULL, cut, NULL), "thread");
    send_probes(ways, sent, &ear.heard);
    pthread_join(cutter, NULL);
    atomic_store(&deaf, 1);
    pthread_join(listener, NULL);
    const struct timespec settled = {0, 5 * MS};
    nanosleep(&settled, NULL);
    read_wire(wires[0], 0, seen);
    read_wire(wires[1], 1, seen);
    tell(sent, &ear.heard, seen);
    for (int i = 0; i < 2; i++) close(wires[i]), close(ways[i].out);
    close(ear.socket);
  }
}
