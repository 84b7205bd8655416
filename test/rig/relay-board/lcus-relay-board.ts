/** A relay board of the LCUS kind: four bytes switch a channel and are not acknowledged; FF is answered by a line a channel. */
import type { WiredBoard } from './board-port.ts';
import { Coils } from './coils.ts';

export type WireTrouble = 'lost' | 'half' | 'noise-before' | { readonly lateMs: number };

const START = 0xa0;
const QUESTION = 0xff;
const FRAME_BYTES = 4;

export class LcusRelayBoard implements WiredBoard {
  /** Channel 1 is coil 1; coil 0 does not exist. */
  readonly coils = new Coils(9);
  /** What becomes of the next answers, one each. */
  readonly troubles: WireTrouble[] = [];
  /** So many of the next commands are lost on the way. */
  commandsLost = 0;
  isSilent = false;
  #received = Buffer.alloc(0);
  send: WiredBoard['send'] = () => undefined;

  receive(bytes: Uint8Array): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (let first = this.#received[0]; first !== undefined; first = this.#received[0]) {
      if (first === START && this.#received.length < FRAME_BYTES) return;
      const length = first === START ? FRAME_BYTES : 1;
      if (first === START) this.#command(this.#received);
      else if (first === QUESTION) this.#answer();
      this.#received = this.#received.subarray(length);
    }
  }

  #command([start = 0, channel = 0, operation = 0, sum]: Uint8Array): void {
    if (sum !== ((start + channel + operation) & 0xff) || this.isSilent) return;
    this.commandsLost -= 1;
    if (this.commandsLost < 0) this.coils.switch(channel, operation === 1);
  }

  #answer(): void {
    if (this.isSilent) return;
    const text = Array.from({ length: 8 }, (_, at) => {
      return `CH${at + 1}: ${this.coils.isOn(at + 1) ? 'ON' : 'OFF'}\r\n`;
    }).join('');
    const answer = Buffer.from(text, 'latin1');
    const trouble = this.troubles.shift();
    if (trouble === 'lost') return;
    if (trouble === 'half') return this.send(answer.subarray(0, 13));
    if (trouble === 'noise-before') this.send(Buffer.from('\0\xffCH\xa0CH3: O', 'latin1'));
    if (typeof trouble !== 'object') return this.send(answer);
    setTimeout(() => {
      this.send(answer);
    }, trouble.lateMs);
  }
}
