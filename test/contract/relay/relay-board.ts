/** A relay bank over a serial port, with its board at the other end: what the suites of every serial board begin with. */
import { spawnSync } from 'node:child_process';
import type { RelayBank, RelayName } from '../../../hw/ports.ts';
import { BoardPort, type WiredBoard } from '../../rig/relay-board/board-port.ts';
import type { Coils } from '../../rig/relay-board/coils.ts';
import type { RelaySubject } from './relay-contract.ts';

/** Where the relays hang on the boards of the suites. */
export const COILS: Readonly<Record<RelayName, number>> = { supply: 2, line: 5 };

export const skipWithoutSocat: string | false = spawnSync('socat', ['-V']).error
  ? 'socat is not installed (socat)'
  : false;

export interface BoardSubject<B> extends RelaySubject {
  readonly board: B;
  readonly port: BoardPort;
  remove(): Promise<void>;
}

export const boardSubject = async <B extends WiredBoard & { readonly coils: Coils }>(
  board: B,
  bankAt: (path: string) => RelayBank,
): Promise<BoardSubject<B>> => {
  const port = await BoardPort.of(board);
  const relayOf = (coil: number): RelayName | undefined =>
    (['supply', 'line'] as const).find((relay) => COILS[relay] === coil);
  return {
    board,
    port,
    bank: bankAt(port.path),
    switched: () =>
      board.coils.changes.flatMap(({ coil, on }) => {
        const relay = relayOf(coil);
        return relay === undefined ? [] : [{ relay, on }];
      }),
    remove: () => port.remove(),
  };
};
