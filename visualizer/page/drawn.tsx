/** A picture that pure code made, as part of the page. */
import { h, type JSX } from 'preact';
import type { Element } from '../element.ts';

export const drawn = ({ tag, attributes, children }: Element, more: object = {}): JSX.Element =>
  h(tag, { ...attributes, ...more }, ...children.map((child) => (typeof child === 'string' ? child : drawn(child))));
