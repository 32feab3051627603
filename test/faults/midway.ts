/** Something that happens in the middle of a batch of commands for the kernel, at the same command each time. */
import { execFileSync } from 'node:child_process';
import type { Sink, Source } from '../../machines/model/port.ts';

/** `what`: `N SCRIPT`: once the kernel has carried out N commands a shell runs the script, and the rest waits for its end. `kill -9 $PPID` ends us. */
export function midway<S extends Source | (Source & Sink)>(sources: readonly S[], what: string): readonly S[] {
  const [, after = '0', script = ''] = /^(\d+) (.*)$/s.exec(what) ?? [];
  let left = Number(after);
  return sources.map((source) => {
    if (!('carry' in source) || !source.carries.includes('rule')) return source;
    const carry: Sink['carry'] = (commands) => {
      const before = commands.slice(0, left);
      const isNow = left > 0 && commands.length >= left;
      left -= before.length;
      if (!isNow) return source.carry(commands);
      source.carry(before);
      execFileSync('sh', ['-c', script], { stdio: 'ignore' });
      source.carry(commands.slice(before.length));
    };
    return { ...source, carry };
  });
}
