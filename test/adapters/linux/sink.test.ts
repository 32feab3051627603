/** The sink's contract on a real kernel in a network namespace of its own, and on the double. */
import { join } from 'node:path';
import { createMemoryKernel } from '../../../adapters/linux/index.ts';
import type { Command } from '../../../machines/model/command.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { IfName } from '../../../machines/model/units.ts';
import { sinkContract } from '../../contracts/sink.ts';
import { findPrograms } from '../../lab/programs.ts';
import { suite } from '../../tools/needs.ts';
import { createNamespace } from './namespace.ts';

const WIRE = ['link set lo up', 'link add mh-a index 10 type veth peer name mh-b index 21', 'link set mh-b up'];
const NO_DETECTION: Command = {
  id: 'wire',
  type: 'sysctl.set',
  target: 'wire',
  sysctl: { family: 6, ifname: 'mh-a', key: 'accept_dad', value: '0' },
};

sinkContract('the kernel in memory', () => {
  const port = createMemoryKernel([], { apply: true });
  const link = { ifname: IfName.parse('mh-a'), ifindex: 10, kind: 'veth', mac: null, mtu: 1500, up: true, carrier: true } as const;
  return { port, wire: () => port.say([world('link.appeared', { ...link, dormant: false, downs: 0, master: null })]) };
});

suite('a real kernel', ['lab'], () => {
  sinkContract('the kernel by rtnetlink', () => {
    const found = findPrograms();
    const nft = found.ok && found.value.unpacked ? join(found.value.unpacked, 'bin', 'nft') : 'nft';
    const port = createNamespace(0, { apply: { nft } });
    return {
      port,
      wire: () => {
        port.ip(...WIRE);
        port.carry([NO_DETECTION]);
        port.ip('link set mh-a up');
      },
    };
  });
});
