/** How to read the report: for each thing shown, where it was measured, and what it cannot tell. */
import { html, type Markup } from './markup.ts';

const ENTRIES: readonly (readonly [string, string])[] = [
  [
    'Horn',
    'The samples that left the sound card, read from the WAV and placed by the instants noted beside it. The dark body is the loudness (RMS), the pale outline the peaks. All boxes are drawn to one scale. A red line is an underrun: the card asked and nothing was there.',
  ],
  [
    'Amplifier supply, speaker line',
    'From the journal of the relay bank. The supply comes first and warms up; the line connects the horns.',
  ],
  [
    'Bulletin',
    'The phase that the box itself reported, known from one heartbeat to the next. On the right: why it ended.',
  ],
  [
    'Jitter buffer',
    'Sound that had arrived and waited for its time, at each heartbeat. It can be at most the group delay.',
  ],
  [
    'Frames not in time',
    'Frames of 20 ms, in three rows. Late: came after their time. Concealed: made up by the decoder. Silent: nothing to play. A bar covers the time between two heartbeats in which the count rose.',
  ],
  [
    'MQTT link',
    'From the box’s birth and its last will, as another listener at the broker received them.',
  ],
  [
    'Step error, correction, card delay',
    'What the box says of itself. How far each frame was from its place when it was read. How much faster it played than its sound card by itself would, over the whole bulletin and in its last ten seconds: that is the card’s crystal. How far the sound card was filled ahead of the horn, at the heartbeats.',
  ],
  [
    'In step',
    'Measured in the recordings, sample against sample, on the clock that all sound cards of this run share.',
  ],
];

export const READING_GUIDE: Markup = html` <section class="guide" aria-labelledby="guide-heading">
  <h2 id="guide-heading">How to read this</h2>
  <dl>
    ${ENTRIES.map(
      ([name, text]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${text}</dd>
        </div>`,
    )}
  </dl>
</section>`;
