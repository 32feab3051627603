/** A zod schema's type in words that fit a table. */
import { z } from 'zod';
import { Address, Address4, Address6, Mac, Prefix } from '../../machines/model/address.ts';
import { Memory } from '../../machines/model/facts/epoch.ts';
import { PolicyRule } from '../../machines/model/policy.ts';
import { Settings } from '../../machines/model/settings.ts';
import { IfName, Instant, Millis, Seq } from '../../machines/model/units.ts';

/** Those that have a name of their own. */
const NAMED: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [Address, 'IP address'],
  [Address4, 'IPv4 address'],
  [Address6, 'IPv6 address'],
  [Prefix, 'IP prefix'],
  [Mac, 'link-layer address'],
  [IfName, 'interface name'],
  [Instant, 'moment (ms since 1970)'],
  [Millis, 'duration (ms)'],
  [Seq, 'number of a fact'],
  [Settings, 'settings (`machines/model/settings.ts`)'],
  [PolicyRule, 'rule (`machines/model/policy.ts`)'],
  [Memory, 'memory (`machines/model/facts/epoch.ts`)'],
]);

export function typeOf(schema: unknown): string {
  const named = NAMED.get(schema);
  if (named) return named;
  if (schema instanceof z.ZodOptional) return `${typeOf(schema.unwrap())}, may be missing`;
  if (schema instanceof z.ZodNullable) return `${typeOf(schema.unwrap())} or null`;
  if (schema instanceof z.ZodReadonly || schema instanceof z.ZodDefault) return typeOf(schema.unwrap());
  if (schema instanceof z.ZodArray) return `list of ${typeOf(schema.element)}`;
  if (schema instanceof z.ZodEnum) return schema.options.map((value) => `\`${value}\``).join(' ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => `\`${String(value)}\``).join(' ');
  if (schema instanceof z.ZodUnion) return schema.options.map(typeOf).join(' ');
  if (schema instanceof z.ZodRecord) return `map of ${typeOf(schema.keyType)} to ${typeOf(schema.valueType)}`;
  if (schema instanceof z.ZodObject)
    return `{ ${Object.entries(schema.shape)
      .map(([name, field]) => `\`${name}\`: ${typeOf(field)}`)
      .join('; ')} }`;
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodString) return schema.maxLength === null ? 'text' : `text (${schema.maxLength})`;
  if (schema instanceof z.ZodBoolean) return 'true or false';
  throw new TypeError(`the catalogue has no words for ${schema instanceof z.ZodType ? schema.type : typeof schema}`);
}
