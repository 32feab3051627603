/** Where our own resolver listens and how programs are led to it, in words. */
import type { Status } from '../control/index.ts';
import { oneLine } from './output.ts';

type Publishing = Status['resolver'];

export function publishingInWords(resolver: Publishing): readonly string[] {
  if (resolver === null) return ['Names: no resolver runs in this agent'];
  const { listening, problem, led } = resolver;
  const where =
    listening.length > 0 ? `our resolver listens on ${listening.join(', ')}` : `our resolver does not listen: ${problem ?? 'it has ended'}`;
  return [`Names: ${where}; ${ledInWords(led)}`].map(oneLine);
}

function ledInWords(led: NonNullable<Publishing>['led']): string {
  const [first] = led;
  if (!first) return 'programs are not led there';
  const missing = led.filter(({ isApplied }) => !isApplied).map(({ ifname, to }) => ifname ?? to);
  const late = missing.length === 0 ? '' : ` (not yet: ${missing.join(', ')})`;
  if (first.to === 'resolv.conf') return `programs are led there by resolv.conf${late}`;
  return `programs are led to systemd-resolved, which is told of ${led.map(({ ifname }) => ifname).join(', ')}${late}`;
}
