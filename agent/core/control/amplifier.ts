export type AmplifierStateName = 'off' | 'warming' | 'on' | 'holding' | 'resting';
