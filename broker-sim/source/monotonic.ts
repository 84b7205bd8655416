/** CLOCK_MONOTONIC in microseconds, as every part of the head-end reads it. */
import { monoUs, type MonoUs } from '../../agent/core/vocabulary.ts';

export const monotonicUs = (): MonoUs => monoUs(Number(process.hrtime.bigint()) / 1_000);
