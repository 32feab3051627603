/** The real clock. Wall time is node's own, so that a test may fake it for a child process (libfaketime). */
import { bootTime } from '../system/index.ts';
import { createClock } from './clock.ts';
import type { Clock, Host } from './port.ts';

export const openClock = (): Clock => createClock(systemHost);

const systemHost: Host = {
  wall: () => Date.now(),
  boot: () => bootTime(),
  // uv_hrtime: CLOCK_MONOTONIC.
  monotonic: () => performance.now(),
  timer: (delay, run, isIdle) => {
    const timer = setTimeout(run, delay);
    if (isIdle) timer.unref();
    return () => clearTimeout(timer);
  },
};
