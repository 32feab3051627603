/** How wide a box is, and again when it is another; and what is in it brought into sight. */
import { type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

type Box = { readonly current: HTMLElement | null };
export function useWidth(box: Box): Signal<number> {
  const width = useSignal(900);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      width.value = Math.max(200, (box.current?.clientWidth ?? 0) - 24);
    });
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** Nothing moves but what is in the box, as the whole page would else. */
export function scrollTo({ current: frame }: Box, region: Element | null | undefined): void {
  if (!frame || !region) return;
  const [outer, inner] = [frame.getBoundingClientRect(), region.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) frame.scrollTop += inner.top - outer.top - 12;
}
