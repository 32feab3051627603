/** A path manager without a kernel: endpoints and limits as values, refused where the kernel would. */
import type { WireEndpoint, WireLimits } from './codec.ts';
import type { Paths } from './kernel.ts';
import { createMptcp, type MptcpSource } from './source.ts';

export type MemoryMptcp = MptcpSource & {
  readonly paths: Paths;
  /** Another program does it. */
  add(endpoint: WireEndpoint): void;
  /** From now on nothing can be changed: this code. */
  refuse(code: string | null): void;
};

/** MPTCP_PM_ADDR_MAX, and as many paths. net/mptcp/pm_kernel.c. */
const MOST = 8;
const saying = (code: string) => ({ code, problem: `the kernel says ${code}` });

/** `limits`: as a kernel has them at first; null: it has no multipath TCP. */
export function createMemoryMptcp(
  indexes: Readonly<Record<string, number>>,
  limits: WireLimits | null = { subflows: 2, accepted: 0 },
): MemoryMptcp {
  let paths: Paths = { endpoints: [], limits: limits ?? { subflows: 0, accepted: 0 } };
  let refusal: string | null = limits === null ? 'ENOENT' : null;
  const isIt = (a: WireEndpoint, b: WireEndpoint): boolean => a.number === b.number;
  const source = createMptcp({
    manager: {
      read: () => (limits === null ? { ok: false, refused: saying('ENOENT') } : { ok: true, paths }),
      change: (change, endpoint) => {
        if (refusal !== null) return saying(refusal);
        const own = paths.endpoints.find((one) => isIt(one, endpoint));
        if (change === 'delete') {
          if (!own) return saying('EINVAL');
          paths = { ...paths, endpoints: paths.endpoints.filter((one) => one !== own) };
          return null;
        }
        if (own) return saying('EBUSY');
        if (paths.endpoints.some(({ address }) => address === endpoint.address)) return saying('EEXIST');
        if (paths.endpoints.length >= MOST) return saying('ERANGE');
        paths = { ...paths, endpoints: [...paths.endpoints, endpoint] };
        return null;
      },
      limit: (wanted) => {
        if (refusal !== null) return saying(refusal);
        if (wanted.subflows > MOST || wanted.accepted > MOST) return saying('EINVAL');
        paths = { ...paths, limits: wanted };
        return null;
      },
      close: () => {},
    },
    indexOf: (ifname) => indexes[ifname] ?? 0,
  });
  return {
    ...source,
    get paths() {
      return paths;
    },
    add: (endpoint) => {
      paths = { ...paths, endpoints: [...paths.endpoints, endpoint] };
    },
    refuse: (code) => {
      refusal = code;
    },
  };
}
