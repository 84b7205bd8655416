/** The decoder by opusscript keeps the contract, and what is peculiar to opusscript is kept at bay. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpusscriptDecoder } from '../../../hw/codec/opusscript-decoder.ts';
import { decoderContract } from './decoder-contract.ts';
import { decoderProcessContract } from './decoder-process.ts';

const listeners = (): number[] =>
  ['uncaughtException', 'unhandledRejection', 'exit', 'SIGINT', 'SIGTERM'].map((event) =>
    process.listenerCount(event),
  );

const listenersBefore = listeners();
const decoder = new OpusscriptDecoder();
const listenersAfter = listeners();

decoderContract('opusscript', decoder);

decoderProcessContract('opusscript', decoder);

describe('opusscript in this house', () => {
  it('leaves the process its own handling of errors and signals', () => {
    assert.deepEqual(listenersAfter, listenersBefore);
  });

  it('is one a process: a second decoder is a bug of ours', () => {
    assert.throws(() => new OpusscriptDecoder(), /one decoder a process/);
  });
});
