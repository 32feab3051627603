import { createMemoryKernel } from '../../../adapters/linux/memory.ts';
import { world } from '../../../machines/model/facts/index.ts';
import { IfName } from '../../../machines/model/units.ts';
import { sourceContract } from '../../contracts/source.ts';
import { suite } from '../../tools/needs.ts';
import { createNamespace } from './namespace.ts';

sourceContract('the kernel in memory', () => {
  const source = createMemoryKernel([world('kernel.dumped', { links: 0, addresses: 0, routes: 0, rules: 0 })]);
  return {
    source,
    there: 'kernel.dumped',
    change: () => {
      source.say([world('link.removed', { ifname: IfName.parse('wlan0') })]);
      return 'link.removed';
    },
  };
});

suite('a real kernel', ['namespaces'], () => {
  sourceContract('the kernel by rtnetlink', () => {
    const source = createNamespace();
    return {
      source,
      there: 'kernel.dumped',
      change: () => {
        source.ip('link add mh-a index 10 type veth peer name mh-b index 21');
        return 'link.appeared';
      },
    };
  });
});
