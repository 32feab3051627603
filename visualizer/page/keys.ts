/** The keyboard: a table, shown by `?`. */
import type { Model } from './model.ts';
import { VIEWS } from './pictures.ts';

export type Binding = { readonly keys: readonly string[]; readonly does: string; readonly run: (model: Model) => void };
const focusFilter = (): void => document.getElementById('filter')?.focus();

export const BINDINGS: readonly Binding[] = [
  { keys: ['j', 'ArrowDown'], does: 'next fact (of those shown)', run: (m) => m.step(1) },
  { keys: ['k', 'ArrowUp'], does: 'previous fact', run: (m) => m.step(-1) },
  { keys: ['ArrowRight', 'l'], does: 'next fact that changed the decision', run: (m) => m.stepDecision(1) },
  { keys: ['ArrowLeft', 'h'], does: 'previous one', run: (m) => m.stepDecision(-1) },
  { keys: ['Home'], does: 'first fact', run: (m) => m.goTo(0) },
  { keys: ['End'], does: 'last fact', run: (m) => m.goTo(Number.MAX_SAFE_INTEGER) },
  { keys: ['f'], does: 'of a running agent: stay here, or follow the newest fact', run: (m) => m.follow(m.paused.value !== null) },
  { keys: [' '], does: 'play the log, or pause', run: (m) => m.player.toggle() },
  { keys: ['>'], does: 'play faster', run: (m) => m.player.faster(1) },
  { keys: ['<'], does: 'play slower', run: (m) => m.player.faster(-1) },
  { keys: ['p'], does: 'pin this moment: others are compared with it; again: no more', run: (m) => m.pin() },
  { keys: ['+'], does: 'time line: closer', run: (m) => m.scale(m.zoom.value * 2) },
  { keys: ['-'], does: 'time line: wider', run: (m) => m.scale(m.zoom.value / 2) },
  { keys: ['i'], does: 'time line: idle time short, or as long as it was', run: (m) => m.collapse(!m.isCollapsed.value) },
  ...VIEWS.map((name, i) => ({ keys: [String(i + 1)], does: `view: ${name}`, run: (m: Model) => m.show(name) })),
  { keys: ['/'], does: 'filter', run: focusFilter },
  { keys: ['?'], does: 'this help', run: (m) => m.help(!m.isHelp.value) },
];

/** What is typed into a field is the field's, and a slider has arrows of its own; Escape leads back out of either. */
export function onKey(model: Model, event: KeyboardEvent): void {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isField = target instanceof HTMLInputElement && target.type !== 'checkbox';
  if (isField && key === 'Escape') return leave(target, event);
  if (isField || (target instanceof HTMLElement && target.closest('dialog[open], summary, select'))) return;
  // A button or a box is pressed by it.
  if (key === ' ' && target instanceof HTMLElement && target.closest('button, input')) return;
  const bound = BINDINGS.find(({ keys }) => keys.includes(key));
  if (!bound) return;
  event.preventDefault();
  bound.run(model);
}

/** A browser would empty the field. */
function leave(field: HTMLInputElement, event: KeyboardEvent): void {
  event.preventDefault();
  field.blur();
}
