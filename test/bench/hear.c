/* Says of each ranked rule that comes or goes when that was told: `{"verb":"add","family":4,"priority":22001,"at":NANOSECONDS}`. */
#include "told.h"

int main(void) {
  static _Alignas(8) char bytes[65536];
  const int ear = open_ear();
  puts("{\"ready\":true}");
  for (;;) {
    fflush(stdout);
    int left = checked((int)recv(ear, bytes, sizeof bytes, 0), "recv");
    const nanos at = now();
    for (struct nlmsghdr *m = (struct nlmsghdr *)bytes; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
      if (m->nlmsg_type != RTM_NEWRULE && m->nlmsg_type != RTM_DELRULE) continue;
      const int family = ((struct rtgenmsg *)NLMSG_DATA(m))->rtgen_family == AF_INET ? 4 : 6;
      const char *verb = m->nlmsg_type == RTM_NEWRULE ? "add" : "delete";
      if (ranked(m)) printf("{\"verb\":\"%s\",\"family\":%d,\"priority\":%u,\"at\":%lld}\n", verb, family, ranked(m), at);
    }
  }
}
