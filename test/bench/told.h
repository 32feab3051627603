/* What the C programs of the failover bench share: time, ends with a word, and the rules among what the kernel tells everybody. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LOWER_UP 0x10000u /* IFF_LOWER_UP: <net/if.h> does not have it, and <linux/if.h> does not go with it. */
/* Design, «Linux»: the ranked rules. */
#define RANKED_FIRST 22000u
#define RANKED_LAST 22998u
#define MS 1000000ll

/* Nanoseconds of CLOCK_MONOTONIC, which all namespaces share, and node's hrtime too. */
typedef long long nanos;
static inline nanos now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 * MS + t.tv_nsec;
}

static inline void fail(const char *what) {
  perror(what);
  exit(1);
}
static inline int checked(int got, const char *what) {
  if (got < 0) fail(what);
  return got;
}

/* Hears the links, routes and rules of both families. */
static inline int open_ear(void) {
  const int ear = checked(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), "netlink");
  const struct sockaddr_nl self = {.nl_family = AF_NETLINK};
  const int groups[] = {RTNLGRP_LINK, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE};
  checked(bind(ear, (const struct sockaddr *)&self, sizeof self), "bind");
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    checked(setsockopt(ear, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i], sizeof groups[i]), "netlink group");
  return ear;
}

/* The priority of a ranked rule that is told; 0 when it is none. */
static inline unsigned ranked(const struct nlmsghdr *m) {
  const size_t head = NLMSG_ALIGN(sizeof(struct fib_rule_hdr));
  int left = (int)(m->nlmsg_len - NLMSG_LENGTH(head));
  for (const struct rtattr *a = (const void *)((const char *)NLMSG_DATA(m) + head); RTA_OK(a, left); a = RTA_NEXT(a, left))
    if (a->rta_type == FRA_PRIORITY) {
      const unsigned priority = *(const unsigned *)RTA_DATA(a);
      return priority >= RANKED_FIRST && priority <= RANKED_LAST ? priority : 0;
    }
  return 0;
}
