/**
 * What goes over the wire of an LCUS board (Shenzhen LC's USB relay boards and their like), as values. A command is four bytes; the
 * board does not acknowledge it. A question is one byte; the answer is text, a line a channel.
 *
 *     A0 | channel | 00 off, 01 on | sum of the three          FF -> "CH1: ON\r\nCH2: OFF\r\n"
 */

export interface SwitchFrame {
  /** From 1. */
  readonly channel: number;
  readonly on: boolean;
}

/** One line of an answer: how a channel stands. */
export interface StatusLine {
  readonly channel: number;
  readonly on: boolean;
}

export const START = 0xa0;
export const QUESTION = 0xff;
