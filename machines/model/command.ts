/** What we ask of the outside: imperative, plain data. `id` is the tick's `seq` and a place: `812.0`. */
import type { RouteSpec, RuleSpec } from './routing.ts';
import type { Family, Instant } from './units.ts';

export type Wish =
  | { readonly type: 'deadline.arm'; readonly target: string; readonly due: Instant }
  | { readonly type: 'deadline.disarm'; readonly target: string }
  | { readonly type: 'rule.add' | 'rule.delete'; readonly target: string; readonly rule: RuleSpec }
  | { readonly type: 'route.replace' | 'route.delete'; readonly target: string; readonly route: RouteSpec }
  | {
      readonly type: 'check.run';
      readonly target: string;
      readonly pvd: string;
      readonly generation: number;
      readonly family: Family;
      readonly ifname: string;
      readonly source: string | null;
    };
export type Command = Wish & { readonly id: string };
