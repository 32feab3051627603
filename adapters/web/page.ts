/** The page as it is served: the same as the one from disk, but for what tells it that an agent is behind it, and that it may ask that one. */
const POLICY = /(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"/;
const ROOT = '<html lang="en">';

export type Page = { readonly html: string; readonly headers: Readonly<Record<string, string>> };

/** For every answer: no page may frame it, read it, or hear from where it was left. */
export const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** `built`: as the build made it. The policy is said twice: in the page, which the file from disk has as well, and in the header. */
export function pageOf(built: string): Page {
  const [, , policy] = POLICY.exec(built) ?? [];
  if (policy === undefined || !built.includes(ROOT)) throw new TypeError('this is not the page that the build makes');
  const wider = `${policy}; connect-src 'self'`;
  const html = built.replace(POLICY, (_all, before) => `${before}${wider}"`).replace(ROOT, '<html lang="en" data-served>');
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': `${wider}; frame-ancestors 'none'` };
  return { html, headers: { ...HEADERS, ...headers } };
}
