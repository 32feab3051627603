/** What the answers of one check amount to. Pure. */
import type { Response } from './http.ts';

/** What one endpoint, or the portal's own word, said. */
export type Said =
  | { readonly kind: 'good' }
  | { readonly kind: 'portal'; readonly url: string | null }
  | { readonly kind: 'failed'; readonly problem: string };
export type Verdict =
  | { readonly type: 'check.validated' | 'check.assumed' | 'check.curtailed' }
  | { readonly type: 'check.partial' | 'check.failed'; readonly problem: string }
  | { readonly type: 'check.portal'; readonly url: string | null };

export type Heard = {
  readonly http: readonly Said[];
  readonly https: readonly Said[];
  /** The network's own word (RFC 8908); null when it gave none. */
  readonly portal: Said | null;
  /** What was wrong with the resolvers; null when they answered, or nothing was asked. */
  readonly dns: string | null;
};

/** RFC 8908 §4. */
export const CAPTIVE = 'application/captive+json';
/** As the facts hold them. */
const [PROBLEM_MAX, URL_MAX] = [256, 1024];
/** A body as short as this is no page: a broken proxy, not a portal (Android's rule). */
const PAGE_MIN = 5;
const MOVED: readonly number[] = [301, 302, 303, 307, 308];
/** Network Authentication Required, RFC 6585 §6. */
const REQUIRED = 511;

/** An endpoint that is asked by http answers 204; what else comes is somebody in between. */
export function saidBy({ status, fields, body }: Response, url: URL): Said {
  if (status === 204) return { kind: 'good' };
  if (url.protocol === 'https:') return { kind: 'failed', problem: `${url.host}: status ${status} instead of 204` };
  if (MOVED.includes(status)) return { kind: 'portal', url: locationOf(fields.get('location'), url) };
  if (status === REQUIRED || (status === 200 && body.length >= PAGE_MIN)) return { kind: 'portal', url: null };
  return { kind: 'failed', problem: `${url.host}: status ${status} instead of 204` };
}

/** Only what a browser could be sent to. */
function locationOf(location: string | undefined, from: URL): string | null {
  const url = location === undefined ? null : URL.parse(location, from.href);
  return url && ['http:', 'https:'].includes(url.protocol) && url.href.length <= URL_MAX ? url.href : null;
}

/** The portal's API, RFC 8908 §5: `captive`, and where its page is. Null: it says nothing that can be read. */
export function saidByPortal({ status, fields, body }: Response): Said | null {
  if (status !== 200 || fields.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() !== CAPTIVE) return null;
  try {
    const told: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof told !== 'object' || told === null || !('captive' in told)) return null;
    if (told.captive === false) return { kind: 'good' };
    if (told.captive !== true) return null;
    const page = 'user-portal-url' in told && typeof told['user-portal-url'] === 'string' ? URL.parse(told['user-portal-url']) : null;
    return { kind: 'portal', url: page?.protocol === 'https:' && page.href.length <= URL_MAX ? page.href : null };
  } catch {
    return null; // no JSON
  }
}

export function verdictOf({ http, https, portal, dns }: Heard): Verdict {
  const all = [...(portal ? [portal] : []), ...http];
  const captive = all.find((said) => said.kind === 'portal' && said.url !== null) ?? all.find((said) => said.kind === 'portal');
  if (captive?.kind === 'portal') return { type: 'check.portal', url: captive.url };
  const problems = [
    ...(dns === null ? [] : [`dns ${dns}`]),
    ...[...http, ...https].flatMap((s) => (s.kind === 'failed' ? [s.problem] : [])),
  ];
  const problem = (problems.join('; ') || 'nothing answered').slice(0, PROBLEM_MAX);
  if (http.length + https.length === 0) return dns === null ? { type: 'check.assumed' } : { type: 'check.failed', problem };
  const isGood = (kind: readonly Said[]) => kind.some((said) => said.kind === 'good');
  const asked = [http, https].filter((kind) => kind.length > 0);
  if (!asked.some(isGood)) return { type: 'check.failed', problem };
  return asked.every(isGood) && dns === null ? { type: 'check.validated' } : { type: 'check.partial', problem };
}
