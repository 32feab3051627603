/** What became of a command, where no other fact says so. */
import { z } from 'zod';
import { Positive, textUpTo } from '../plain.ts';
import { Family, IfName, Millis } from '../units.ts';
import { fact } from './envelope.ts';

const COMMAND = { command: textUpTo(32), target: textUpTo(512) };

export const commandFacts = [
  /** Carried out, or found to be as it was asked for already. */
  fact('command.done', COMMAND),
  /** `code`: an errno's name (`EPERM`) or one of ours (`ERR_NO_PROGRAM`). */
  fact('command.failed', { ...COMMAND, code: textUpTo(64), problem: textUpTo(256) }),
] as const;

/** What the kernel holds besides what rtnetlink tells. */
export const sysctlFacts = [
  /** `net.ipv4.conf.IFNAME.KEY`, or `ipv6`: read at first sight of the interface, and as we set it. */
  fact('sysctl.read', { family: Family, ifname: IfName, key: textUpTo(64), value: textUpTo(64) }),
  /** The nft table `inet multihome` as it stands: the interfaces it guards; none, and there is no table. */
  fact('guard.found', { interfaces: z.array(IfName).max(256).readonly() }),
] as const;

/** A DHCP client that we run: it came up, or went; `again`: when it is started once more, null if it is not. */
const CLIENT = { client: z.enum(['udhcpc', 'dhcpcd']), ifname: IfName };
export const clientFacts = [
  fact('client.started', { ...CLIENT, pid: Positive }),
  fact('client.exited', { ...CLIENT, problem: textUpTo(256), again: Millis.nullable() }),
] as const;
