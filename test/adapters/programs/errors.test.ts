import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CODES, ProgramsError } from '../../../adapters/programs/errors.ts';

test('an error of the library has its code, its reasons, and says what to do next', () => {
  const error = new ProgramsError('ERR_NO_PVD_FITS', 'nothing fits {"metered":false}', ['pvd:wwan0: metered is true']);
  expect(error).toMatchObject({ code: 'ERR_NO_PVD_FITS', reasons: ['pvd:wwan0: metered is true'] });
  expect(error.message).toBe(`nothing fits {"metered":false} (pvd:wwan0: metered is true): ${CODES.ERR_NO_PVD_FITS}`);
});

test('docs/errors.md has each code, once, as it is', () => {
  const rows = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `(ERR_\w+)` \| (.+) \|$/gm)].map(([, code, text]) => [code, text]);
  expect(rows).toEqual(Object.entries(CODES));
});
