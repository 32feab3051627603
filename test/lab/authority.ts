/**
 * The lab's own certificate authority, made by the openssl program when first asked for. Nobody trusts it unless told to:
 *
 *   const { ca, issue } = await lab.authority();
 *   const { cert, key } = await issue(['portal.wifi.test', '*.web.test', '203.0.113.204']);
 *
 * `ca`, `cert` and `key` are paths of PEM files in the lab's folder, which every host sees under the same path: the agent is
 * given `ca` in its configuration, other programs by NODE_EXTRA_CA_CERTS or `curl --cacert`.
 */
import { writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { exec } from './exec.ts';
import type { Ground } from './space.ts';

export type Certificate = { readonly cert: string; readonly key: string };
export type Authority = {
  readonly ca: string;
  /** For names (`*.` in front stands for one label) and addresses; the key is its own. */
  issue(names: readonly string[]): Promise<Certificate>;
};

const DAYS = '3650';
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
/** All that `req` wants to read of its own, so that the machine's openssl.cnf, or its absence, changes nothing. */
const CONFIG = '[req]\ndistinguished_name=subject\n[subject]\n';

export async function openAuthority({ folder, programs }: Ground): Promise<Authority> {
  const openssl = (args: readonly string[]) => exec(['openssl', ...args], { env: { PATH: programs.path } });
  const [config, ca, caKey] = [join(folder, 'openssl.cnf'), join(folder, 'ca.pem'), join(folder, 'ca.key')];
  writeFileSync(config, CONFIG);
  const constraints = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  const subject = ['-subj', '/CN=multihome lab'];
  await openssl(['req', '-config', config, '-x509', ...NEW_KEY, ...subject, ...constraints, '-days', DAYS, '-keyout', caKey, '-out', ca]);
  let issued = 0;
  return {
    ca,
    issue: async (names) => {
      const number = ++issued;
      const base = join(folder, `issued${number}`);
      const [request, extensions, cert, key] = [`${base}.csr`, `${base}.ext`, `${base}.pem`, `${base}.key`];
      writeFileSync(extensions, `subjectAltName=${names.map((name) => `${isIP(name) ? 'IP' : 'DNS'}:${name}`).join(',')}\n`);
      await openssl(['req', '-config', config, '-new', ...NEW_KEY, '-subj', '/CN=lab', '-keyout', key, '-out', request]);
      const serial = ['-set_serial', String(number)];
      await openssl([
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        ca,
        '-CAkey',
        caKey,
        ...serial,
        '-days',
        DAYS,
        '-extfile',
        extensions,
        '-out',
        cert,
      ]);
      return { cert, key };
    },
  };
}
