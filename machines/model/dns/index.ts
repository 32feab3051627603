/** DNS messages: the one codec of the project. */
export { type Answer, type Asked, addressesOf, decodeAnswer, encodeQuestion } from './answer.ts';
export type { Data } from './data.ts';
export { decodeMessage, type Edns, encodeMessage, type Message, type Question, type Resource } from './message.ts';
export { isUnder, nameBytes, readName, skipName } from './name.ts';
export {
  CLASS_IN,
  type Decoded,
  DNSSEC_OK,
  type Fault,
  type FaultKind,
  FLAG,
  HEADER,
  long,
  MESSAGE_MAX,
  RCODE,
  RCODE_MASK,
  TYPE,
  word,
} from './numbers.ts';
export { type Ends, type Section, type Visit, walkMessage } from './walk.ts';
