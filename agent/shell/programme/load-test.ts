/** Loads a test programme where it is wanted: few boxes are ever tested, and all of them live on little memory. */
import { randomBytes } from 'node:crypto';
import type { LocalTest, TestBy } from '../../core/control/local-test.ts';
import type { Input } from '../../core/input.ts';

/** As the core takes it, under an id that it never had before. */
export const loadTest = async (
  test: LocalTest,
  by: TestBy,
): Promise<Extract<Input, { on: 'test-sound' }>> => {
  const { programmeOf } = await import('./programme.ts');
  const id = `${by}-${randomBytes(6).toString('hex')}`;
  return { on: 'test-sound', id, test, by, packets: programmeOf(test) };
};
