/*
 * The floor of failover: what a C program does that only swaps the default routes on rtnetlink when a link has lost its carrier.
 * listener DEVICE OTHER GATEWAY4 GATEWAY6 METRIC: DEVICE's routes of that metric are replaced by ones over OTHER, both families
 * in one datagram that was made before. Says that it is ready once it listens, and goes on until it is killed.
 */
#include "told.h"

static void add(struct nlmsghdr *message, unsigned short type, const void *value, size_t size) {
  struct rtattr *attribute = (struct rtattr *)((char *)message + NLMSG_ALIGN(message->nlmsg_len));
  attribute->rta_type = type;
  attribute->rta_len = (unsigned short)RTA_LENGTH(size);
  memcpy(RTA_DATA(attribute), value, size);
  message->nlmsg_len = NLMSG_ALIGN(message->nlmsg_len) + RTA_ALIGN(attribute->rta_len);
}

static size_t route(void *at, int family, const char *gateway, int device, int metric) {
  struct nlmsghdr *message = at;
  message->nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg));
  message->nlmsg_type = RTM_NEWROUTE;
  message->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_REPLACE;
  struct rtmsg *body = NLMSG_DATA(message);
  body->rtm_family = (unsigned char)family;
  body->rtm_table = RT_TABLE_MAIN;
  body->rtm_protocol = RTPROT_STATIC;
  body->rtm_scope = RT_SCOPE_UNIVERSE;
  body->rtm_type = RTN_UNICAST;
  unsigned char address[16];
  if (inet_pton(family, gateway, address) != 1) fail(gateway);
  add(message, RTA_GATEWAY, address, family == AF_INET ? 4 : 16);
  add(message, RTA_OIF, &device, sizeof device);
  add(message, RTA_PRIORITY, &metric, sizeof metric);
  return NLMSG_ALIGN(message->nlmsg_len);
}

int main(int count, char **words) {
  if (count != 6) return 2;
  const int device = (int)if_nametoindex(words[1]), other = (int)if_nametoindex(words[2]), metric = atoi(words[5]);
  if (!device || !other) fail("no such device");
  static _Alignas(8) char swap[512], heard[65536];
  size_t size = route(swap, AF_INET, words[3], other, metric);
  size += route(swap + size, AF_INET6, words[4], other, metric);
  struct sockaddr_nl links = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK}, kernel = {.nl_family = AF_NETLINK};
  const int ear = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), mouth = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  if (ear < 0 || mouth < 0 || bind(ear, (struct sockaddr *)&links, sizeof links) < 0) fail("netlink");
  puts("{\"ready\":true}");
  fflush(stdout);
  for (int up = 1;;) {
    const ssize_t got = recv(ear, heard, sizeof heard, 0);
    if (got < 0) fail("recv");
    int left = (int)got;
    for (struct nlmsghdr *m = (struct nlmsghdr *)heard; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
      const struct ifinfomsg *link = NLMSG_DATA(m);
      if (m->nlmsg_type != RTM_NEWLINK || link->ifi_index != device) continue;
      const int was = up;
      up = (link->ifi_flags & LOWER_UP) != 0;
      if (was && !up && sendto(mouth, swap, size, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0) fail("sendto");
    }
  }
}
