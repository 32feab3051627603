/** What became of a command, where no other fact says so. */
import { z } from 'zod';
import { Family, IfName, Millis } from '../units.ts';
import { fact } from './envelope.ts';

const COMMAND = { command: z.string().max(32), target: z.string().max(512) };

export const commandFacts = [
  /** Carried out, or found to be as it was asked for already. */
  fact('command.done', COMMAND),
  /** `code`: an errno's name (`EPERM`) or one of ours (`ERR_NO_PROGRAM`). */
  fact('command.failed', { ...COMMAND, code: z.string().max(64), problem: z.string().max(256) }),
] as const;

/** What the kernel holds besides what rtnetlink tells. */
export const sysctlFacts = [
  /** `net.ipv4.conf.IFNAME.KEY`, or `ipv6`: read at first sight of the interface, and as we set it. */
  fact('sysctl.read', { family: Family, ifname: IfName, key: z.string().max(64), value: z.string().max(64) }),
  /** The nft table `inet multihome` as it stands: the interfaces it guards; none, and there is no table. */
  fact('guard.found', { interfaces: z.array(IfName).max(256).readonly() }),
] as const;

/** A DHCP client that we run: it came up, or went; `again`: when it is started once more, null if it is not. */
const CLIENT = { client: z.enum(['udhcpc', 'dhcpcd']), ifname: IfName };
export const clientFacts = [
  fact('client.started', { ...CLIENT, pid: z.number().int().positive() }),
  fact('client.exited', { ...CLIENT, problem: z.string().max(256), again: Millis.nullable() }),
] as const;
