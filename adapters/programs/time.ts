/** The clock of attempts, so that tests have one of their own. Delays are in milliseconds. */
export type Cancel = () => void;
export type Time = { wait(delay: number, then: () => void): Cancel };

export const NODE_TIME: Time = {
  wait: (delay, then) => {
    const timer = setTimeout(then, delay);
    return () => clearTimeout(timer);
  },
};
