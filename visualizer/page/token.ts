/** What lets this page ask the agent that served it: said once behind the `#` of its address, where no server and no log sees it. */

const KEPT = 'multihome-token';

/** Taken out of the address at once. Kept for this tab alone, so that loading the page anew finds it. */
export function takeToken(): string | null {
  const said = new URLSearchParams(location.hash.slice(1));
  const token = said.get('token');
  if (token === null) return sessionStorage.getItem(KEPT);
  sessionStorage.setItem(KEPT, token);
  said.delete('token');
  history.replaceState(null, '', `${location.pathname}${said.size > 0 ? `#${said}` : ''}`);
  return token;
}

export const hasToken = (): boolean => new URLSearchParams(location.hash.slice(1)).has('token');
