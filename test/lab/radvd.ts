/** Configuration of the real radvd of a network. What it cannot send (PvD, captive portal, PREF64) is sent by the crafted sender. */

export type RadvdOptions = {
  /** Router lifetime in seconds; 0: not a default router. */
  readonly lifetime?: number;
  readonly preference?: 'low' | 'medium' | 'high';
  /** Default: the network's own prefix. */
  readonly prefixes?: readonly string[];
  readonly valid?: number;
  readonly preferred?: number;
  readonly rdnss?: readonly string[];
  readonly dnssl?: readonly string[];
  readonly routes?: readonly { readonly to: string; readonly preference?: 'low' | 'medium' | 'high'; readonly lifetime?: number }[];
  readonly mtu?: number;
  readonly managed?: boolean;
  readonly otherConfig?: boolean;
  /** Seconds between unsolicited advertisements, at most; radvd wants 4 or more. */
  readonly interval?: number;
};

export function radvdConfig(device: string, prefix: string, options: RadvdOptions): string {
  const { lifetime = 1800, preference = 'medium', prefixes = [prefix], valid = 86_400, preferred = 14_400, interval = 10 } = options;
  const body = [
    ...[
      'AdvSendAdvert on',
      'MinDelayBetweenRAs 3',
      `MinRtrAdvInterval ${Math.max(3, Math.floor(interval / 3))}`,
      `MaxRtrAdvInterval ${interval}`,
    ],
    ...[`AdvDefaultLifetime ${lifetime}`, `AdvDefaultPreference ${preference}`],
    ...[`AdvManagedFlag ${onOff(options.managed)}`, `AdvOtherConfigFlag ${onOff(options.otherConfig)}`],
    ...(options.mtu ? [`AdvLinkMTU ${options.mtu}`] : []),
    ...prefixes.map((to) => block(`prefix ${to}`, [`AdvValidLifetime ${valid}`, `AdvPreferredLifetime ${preferred}`])),
    ...(options.routes ?? []).map((route) =>
      block(`route ${route.to}`, [`AdvRoutePreference ${route.preference ?? 'medium'}`, `AdvRouteLifetime ${route.lifetime ?? 1800}`]),
    ),
    ...(options.rdnss?.length ? [block(`RDNSS ${options.rdnss.join(' ')}`, [`AdvRDNSSLifetime ${lifetime || 1800}`])] : []),
    ...(options.dnssl?.length ? [block(`DNSSL ${options.dnssl.join(' ')}`, [`AdvDNSSLLifetime ${lifetime || 1800}`])] : []),
  ];
  return `${block(`interface ${device}`, body)};\n`;
}

const block = (head: string, lines: readonly string[]): string => `${head} {\n${lines.map((line) => `${line};\n`).join('')}}`;
const onOff = (flag: boolean | undefined): string => (flag ? 'on' : 'off');
