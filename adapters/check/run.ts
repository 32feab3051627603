/** One connectivity check: resolvers, endpoints and the portal's own word, all at once, over one PvD and family. */

import type { SecureContext } from 'node:tls';
import { canonicalAddress, familyOf } from '../../machines/model/address.ts';
import type { CheckSpec } from '../../machines/model/command.ts';
import { TYPE } from '../../machines/model/dns/index.ts';
import { ask } from './ask.ts';
import { get } from './fetch.ts';
import { createMeter, type Meter } from './meter.ts';
import { ownAddresses, whyNotTarget } from './target.ts';
import { CAPTIVE, type Said, saidBy, saidByPortal, type Verdict, verdictOf } from './verdict.ts';

/** `took`: ms. */
export type Outcome = Verdict & Pick<Meter, 'bytes' | 'rtt' | 'sent' | 'lost'> & { readonly took: number };

/** Of a body: enough to tell a page from nothing, and for a portal's answer. */
const [PAGE, ANSWER] = [1_024, 8_192];
/** Addresses of one name that are tried. A guess. */
const TRIED_MAX = 2;
/** Stands for an endpoint that cannot be read. */
const NOWHERE = new URL('http://invalid');

/** Null: it was stopped. Never rejects. */
export async function runCheck(spec: CheckSpec, secure: SecureContext, stop: AbortSignal): Promise<Outcome | null> {
  const began = performance.now();
  const meter = createMeter(spec.family, spec.budget);
  /** A portal that has shown itself says it all. */
  const enough = new AbortController();
  const signal = AbortSignal.any([stop, enough.signal, AbortSignal.timeout(spec.timeout)]);
  const own = ownAddresses();
  let dns: string | null = null;
  const resolved = new Map<string, Promise<readonly string[]>>();

  /** Asked once for all endpoints of one name. */
  const resolve = (host: string): Promise<readonly string[]> => {
    const known = resolved.get(host);
    if (known) return known;
    const asking = ask({ ...spec, secure }, host, spec.family === 4 ? TYPE.A : TYPE.AAAA, own, meter, signal).then((told) => {
      if (!told.ok) dns = told.problem;
      return told.ok ? told.answer.addresses : [];
    });
    resolved.set(host, asking);
    return asking;
  };
  /** Null: nothing to be connected to in this family. */
  const fetch = async (text: string, accept: string, most: number) => {
    const url = URL.parse(text);
    if (!url) return { url: NOWHERE, told: { ok: false, problem: 'no URL' } } as const;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const literal = canonicalAddress(host);
    if (literal !== null && familyOf(literal) !== spec.family) return null;
    const addresses = literal === null ? await resolve(host) : [literal];
    if (addresses.length === 0) return { url, told: { ok: false, problem: 'no address' } } as const;
    const unfit = new Map(addresses.map((address) => [address, whyNotTarget(address, spec.foreign, own)]));
    const fit = addresses.filter((address) => unfit.get(address) === null).slice(0, TRIED_MAX);
    let problem = [...unfit].map(([address, why]) => `${address} is ${why}, and not asked`).join(', ');
    for (const address of fit) {
      const told = await get({ ...spec, address, url, accept, most, secure }, meter, signal);
      if (told.ok || signal.aborted) return { url, told } as const;
      problem = told.problem;
    }
    return { url, told: { ok: false, problem } } as const;
  };
  const endpoint = async (text: string): Promise<Said | null> => {
    const fetched = await fetch(text, '*/*', PAGE);
    if (fetched === null) return null;
    const { url, told } = fetched;
    const said = told.ok ? saidBy(told.response, url) : failedAt(url, told.problem);
    // Where its own word is to be had, that names the page: a page in another's place does not.
    if (said.kind === 'portal' && (said.url !== null || spec.portal === null)) enough.abort();
    return said;
  };
  const portal = async (): Promise<Said | null> => {
    if (spec.portal === null || URL.parse(spec.portal)?.protocol !== 'https:') return null;
    const fetched = await fetch(spec.portal, CAPTIVE, ANSWER);
    const said = fetched?.told.ok ? saidByPortal(fetched.told.response) : null;
    if (said?.kind === 'portal') enough.abort();
    return said;
  };
  /** Where no endpoint of this family has a name to be asked for: whether there is a resolver at work at all. */
  const noNames = async (): Promise<void> => {
    const isAnyAsked = [...spec.http, ...spec.https].some((text) => isAsked(text, spec.family));
    if (resolved.size > 0 || (isAnyAsked && spec.servers.length === 0)) return;
    const told = await ask({ ...spec, secure }, '', TYPE.NS, own, meter, signal);
    if (!told.ok) dns = told.problem;
  };

  const all = (urls: readonly string[]) => Promise.all(urls.map(endpoint)).then((said) => said.filter((s) => s !== null));
  const [http, https, captive] = await Promise.all([all(spec.http), all(spec.https), portal(), noNames()]);
  if (stop.aborted) return null;
  const { bytes, rtt, sent, lost } = meter;
  const verdict = meter.isSpent ? ({ type: 'check.curtailed' } as const) : verdictOf({ http, https, portal: captive, dns });
  return { ...verdict, bytes, rtt, sent, lost, took: Math.round(performance.now() - began) };
}

/** An endpoint that is an address of the other family is not for this check. */
function isAsked(text: string, family: number): boolean {
  const literal = canonicalAddress((URL.parse(text)?.hostname ?? '').replace(/^\[|\]$/g, ''));
  return literal === null || familyOf(literal) === family;
}

const failedAt = (url: URL, problem: string): Said => ({ kind: 'failed', problem: `${url.protocol.slice(0, -1)} ${url.host}: ${problem}` });
