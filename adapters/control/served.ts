/** What the handlers need of an agent: its exits, read only, and the one change that it makes by itself. */
import type { Observable } from 'rxjs';
import type { Fact } from '../../machines/model/facts/index.ts';
import type { Fold, Tick } from '../../streams/loop.ts';
import type { NamesSource } from '../dns/index.ts';
import type { EventLog } from '../log/index.ts';
import type { Programs } from '../programs/port.ts';

export type Served = {
  readonly fold: Fold;
  readonly log: EventLog;
  readonly notices: readonly string[];
  readonly facts: Observable<Fact>;
  readonly decisions: Observable<Tick>;
  /** Null or absent: no resolver runs here. */
  readonly names?: NamesSource['names'] | null;
  /** Null or absent: programs are not served here. */
  readonly programs?: Programs | null;
  openEpoch?(): void;
};
