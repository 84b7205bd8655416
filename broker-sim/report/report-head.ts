/** The head of the report: the verdict in words, what went wrong, and what was played. */
import { after, FRAME_US, type BulletinClass } from '../../agent/core/vocabulary.ts';
import { html, type Markup } from './markup.ts';
import { seconds, utcDate, utcTime } from './quantity.ts';
import type { RunRecord } from './record/run-record.ts';
import type { BoxTrouble, Verdict } from './verdict.ts';

/** The three classes as Circular 39/2020/TT-BTTTT names them. */
const CLASS_IN_VIETNAMESE: Readonly<Record<BulletinClass, string>> = {
  emergency: 'khẩn cấp',
  priority: 'ưu tiên',
  normal: 'thông thường',
};

/** A mark beside the words, so that the colour is not the only sign. */
const MARKS: Readonly<Record<Verdict['tone'], string>> = { good: '✓', partly: '!', bad: '✕' };

export const reportHead = (record: RunRecord, verdict: Verdict): Markup =>
  html` <header class="head tone-${verdict.tone}">
    <p class="kicker"><b>Loa</b> Report of one run</p>
    <h1><span class="mark" aria-hidden="true">${MARKS[verdict.tone]}</span>${verdict.headline}</h1>
    <p class="sentences">${verdict.sentences.join(' ')}</p>
    ${
      verdict.troubles.length === 0
        ? null
        : html`<ul class="troubles">
            ${verdict.troubles.map(troubleItem)}
          </ul>`
    }
    ${record.notices.map((notice) => html`<p class="notice">${notice}</p>`)} ${facts(record)}
  </header>`;

const troubleItem = (trouble: BoxTrouble): Markup =>
  html` <li>
    <b>${trouble.box}</b>
    ${trouble.heard}${trouble.problems.length === 0 ? '.' : ': '}${trouble.problems.join(' ')}
  </li>`;

const facts = (record: RunRecord): Markup => {
  const startUtcUs = record.startAt.utcUs;
  const lengthUs = record.streamFrames * FRAME_US;
  const rows: readonly (readonly [string, Markup | string])[] = [
    ['Bulletin', html`<bdi>${record.title}</bdi>`],
    [
      'On air',
      `${utcDate(startUtcUs)}, ${utcTime(startUtcUs)} to ${utcTime(after(startUtcUs, lengthUs))} UTC`,
    ],
    ['Source', record.source],
    ['Issuer', record.issuer],
    ['Area', record.area],
    ['Class', html`${record.class} <i lang="vi">${CLASS_IN_VIETNAMESE[record.class]}</i>`],
    ['Group delay', seconds(record.groupDelayUs)],
  ];
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
};
