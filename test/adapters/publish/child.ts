/** A publisher in a mount namespace of its own: prints what became of publishing, what the file says then, and after the end. */
import { readFileSync } from 'node:fs';
import { openPublisher } from '../../../adapters/publish/index.ts';
import { listen } from '../../contracts/heard.ts';

const [file = '', backup = ''] = process.argv.slice(2);
const text = () => readFileSync(file, 'utf8');
const [port, heard] = [openPublisher({ file, backup }), listen()];
await port.open(heard.emit, heard.notice);
const publication = { to: 'resolv.conf', ifname: null, servers: ['127.0.0.55'], search: [], domains: [], isDefault: true } as const;
port.carry([{ type: 'names.publish', id: '1.0', target: 'resolv.conf', publication }]);
const answer = await heard.some('the answer', (fact): fact is typeof fact => fact.for === '1.0');
const during = text();
await port.close();
console.log(JSON.stringify({ answer, during, after: text(), notices: heard.notices }));
