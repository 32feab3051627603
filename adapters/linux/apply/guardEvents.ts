/** Whether a word of nftables' is about the table of ours. nfnetlink.h, nf_tables.h. Pure. */
import { decodeAttributes, type Frame, typeOf } from '../netlink/index.ts';
import { TABLE } from './guardText.ts';

/** The upper byte of nlmsg_type is the subsystem. */
const NFNL_SUBSYS_NFTABLES = 10;
/** NFT_MSG_NEWGEN: a transaction is over; it names no table. */
const NEW_GENERATION = 15;
/** `struct nfgenmsg`: family, version, id. */
const HEAD = 4;
/** NFTA_TABLE_NAME, NFTA_CHAIN_TABLE, NFTA_RULE_TABLE, NFTA_SET_TABLE, NFTA_SET_ELEM_LIST_TABLE: all of them are 1. */
const NAMES_TABLE = 1;
const NFPROTO_INET = 1;
const NAME = TABLE.split(' ').at(-1);

export function isOfGuard({ type, payload }: Frame): boolean {
  if (type >> 8 !== NFNL_SUBSYS_NFTABLES || (type & 0xff) === NEW_GENERATION || payload[0] !== NFPROTO_INET) return false;
  const attributes = decodeAttributes(payload.subarray(HEAD));
  const named = attributes.ok ? attributes.value.find((attribute) => typeOf(attribute) === NAMES_TABLE) : undefined;
  return named !== undefined && new TextDecoder().decode(named.value).replace(/\0$/, '') === NAME;
}
