/** What is not about an object: errors and acknowledgements, the end of a dump. netlink(7), <linux/netlink.h>. */
import { type Attribute, decodeAttributes, encodeAttributes } from './attribute.ts';
import { aligned, concat, viewOf } from './bytes.ts';
import { type Frame, NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP } from './frame.ts';
import { type Decoded, decoded, fault, shifted } from './result.ts';

/** `errno` 0 acknowledges. `request` is what was asked, its body too unless the kernel cut it off; `rest` what says more about it. */
export type Control =
  | { readonly kind: 'error'; readonly errno: number; readonly request: Uint8Array; readonly attributes: readonly Attribute[] }
  | { readonly kind: 'done'; readonly errno: number; readonly attributes: readonly Attribute[] }
  | { readonly kind: 'noop'; readonly body: Uint8Array }
  /** A type that we do not know, whole. */
  | { readonly kind: 'other'; readonly type: number; readonly body: Uint8Array };

/** NLM_F_CAPPED: only the head of the request is there. NLM_F_ACK_TLVS: attributes follow. */
const NLM_F_CAPPED = 0x100;
const NLM_F_ACK_TLVS = 0x200;
const REQUEST_HEAD = 16;

export function decodeControl(type: number, flags: number, body: Uint8Array): Decoded<Control> {
  if (type === NLMSG_ERROR) return decodeError(flags, body);
  if (type === NLMSG_DONE) return decodeDone(body);
  return decoded(type === NLMSG_NOOP ? { kind: 'noop', body } : { kind: 'other', type, body });
}

export function encodeControl(control: Control): Pick<Frame, 'type' | 'payload'> {
  switch (control.kind) {
    case 'error':
      return {
        type: NLMSG_ERROR,
        payload: concat([signed(-control.errno), control.request, encodeAttributes(control.attributes)]),
      };
    case 'done':
      return { type: NLMSG_DONE, payload: concat([signed(-control.errno), encodeAttributes(control.attributes)]) };
    case 'noop':
      return { type: NLMSG_NOOP, payload: control.body };
    case 'other':
      return { type: control.type, payload: control.body };
    default:
      return control satisfies never;
  }
}

function decodeError(flags: number, body: Uint8Array): Decoded<Control> {
  if (body.length < 4 + REQUEST_HEAD) return fault('truncated', body.length);
  const view = viewOf(body);
  const length = (flags & NLM_F_CAPPED) !== 0 ? REQUEST_HEAD : view.getUint32(4, true);
  if (length < REQUEST_HEAD) return fault('badLength', 4);
  if (length > body.length) return fault('truncated', 4);
  const hasMore = (flags & NLM_F_ACK_TLVS) !== 0;
  const end = hasMore ? 4 + aligned(length) : body.length;
  if (end > body.length) return fault('truncated', 4);
  const attributes = decodeAttributes(body.subarray(end));
  if (!attributes.ok) return shifted(attributes, end);
  return decoded({ kind: 'error', errno: errnoOf(view), request: body.subarray(4, end), attributes: attributes.value });
}

function decodeDone(body: Uint8Array): Decoded<Control> {
  if (body.length < 4) return fault('truncated', body.length);
  const attributes = decodeAttributes(body.subarray(4));
  if (!attributes.ok) return shifted(attributes, 4);
  return decoded({ kind: 'done', errno: errnoOf(viewOf(body)), attributes: attributes.value });
}

/** The kernel sends -errno; a dump's end may carry a length there, which is no error. */
const errnoOf = (view: DataView): number => 0 - view.getInt32(0, true);

function signed(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setInt32(0, value, true);
  return bytes;
}
