/** The keys of `[box]`: which box it is. */
import { LIMITS } from '../../core/limits.ts';
import { isArea, isBoxId } from '../../core/wire/topic.ts';
import { text } from '../values/checkers.ts';
import { required } from './key.ts';

export const BOX_KEYS = {
  'box.id': required({
    doc: 'Name of this box, unique at its broker. It stands in the topics of the box and in its log lines.',
    example: 'langha-03',
    check: text('1 to 64 letters, digits, "-" or "_", beginning with a letter or digit', isBoxId),
  }),
  'box.area': required({
    doc: 'Area of this box, most general level first. It listens on this one and on each level above it.',
    example: 'vn.hn.dongda.langha',
    check: text(
      `up to ${LIMITS.areaLevelsMax} levels of lower-case letters, digits or "-", with dots between them, ` +
        `${LIMITS.areaCharsMax} characters at most`,
      isArea,
    ),
  }),
} as const;
