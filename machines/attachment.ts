/** Whether a PvD is attached to the network it was attached to before. RFC 4436 §2 and RFC 6059 §2 in spirit: gateway and prefix, passively. */
import type { Fingerprint } from './model/facts/epoch.ts';

export const NO_FINGERPRINT: Fingerprint = { network: null, gatewayMac: null, gateway: null, prefix4: null, router: null, prefixes6: [] };

/** After the link was down: another SSID, another router, another lease. What only one side knows says nothing. */
export const isAnotherAttachment = (old: Fingerprint, now: Fingerprint): boolean =>
  differ(old.network, now.network) ||
  differ(old.gateway, now.gateway) ||
  differ(old.prefix4, now.prefix4) ||
  differ(old.router, now.router) ||
  differ(old.gatewayMac, now.gatewayMac) ||
  areDisjoint(old.prefixes6, now.prefixes6);

/** With the link up the whole while: only another gateway by its link-layer address and another prefix together. */
export const isReplaced = (old: Fingerprint, now: Fingerprint): boolean =>
  differ(old.network, now.network) ||
  (differ(old.gatewayMac, now.gatewayMac) && (differ(old.prefix4, now.prefix4) || areDisjoint(old.prefixes6, now.prefixes6)));

/**
 * What is known of this attachment, completed by what is seen now. A gateway that changed counts only once its
 * link-layer address is known: till then the old one stands, so that the change is still seen when it comes.
 */
export function completed(old: Fingerprint, now: Fingerprint): Fingerprint {
  const isPending =
    now.gatewayMac === null && old.gatewayMac !== null && (differ(old.gateway, now.gateway) || differ(old.prefix4, now.prefix4));
  // Where there is no IPv4 gateway, and was none, the link-layer address is the router's, and the last one told is known.
  const v4 = (now.gateway === null && old.gateway !== null) || isPending ? old : now;
  return {
    network: now.network ?? old.network,
    gateway: v4.gateway,
    gatewayMac: v4.gatewayMac ?? old.gatewayMac,
    prefix4: v4.prefix4 ?? old.prefix4,
    router: now.router ?? old.router,
    prefixes6: now.prefixes6.length > 0 ? now.prefixes6 : old.prefixes6,
  };
}

const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
const areDisjoint = (a: readonly string[], b: readonly string[]): boolean => a.length > 0 && b.length > 0 && !a.some((p) => b.includes(p));
