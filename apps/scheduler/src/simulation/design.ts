/** What keeps reminders from being lost or sent twice. Each can be left out, and is then to be missed by some seed. */
export interface Design {
  /** An outcome is written, and a body begun, only by whoever holds the newest claim. */
  readonly fences: boolean;
  /** What is due is looked for now and then, whoever forgot to ring for it. */
  readonly sweeps: boolean;
  /** What is heard of a credential counts only if it is newer than what is known. */
  readonly comparesVersions: boolean;
  /** A lost message is looked for before it is sent again. */
  readonly looks: boolean;
  /** The ledger is asked once more right before the body goes out. */
  readonly asksLast: boolean;
  /** When the ledger is told of a sending: its intent before it and its outcome after it, or only one of the two. */
  readonly marks: 'both' | 'onlyBefore' | 'onlyAfter';
  /** Whose clock decides what is due. */
  readonly clock: 'database' | 'worker';
  /** A plan is unique by credential, expiry and lead time. */
  readonly plansOnce: boolean;
}

/** The design that Curfew has. */
export const curfew: Design = {
  fences: true,
  sweeps: true,
  comparesVersions: true,
  looks: true,
  asksLast: true,
  marks: 'both',
  clock: 'database',
  plansOnce: true,
};

/** Designs that lack one thing each. A simulation that lets one of them pass is not a test. */
export const mutants: Readonly<Record<string, Design>> = {
  'no-fence': { ...curfew, fences: false },
  'no-sweep': { ...curfew, sweeps: false },
  'no-version-check': { ...curfew, comparesVersions: false },
  'no-look-before-resend': { ...curfew, looks: false },
  'no-last-question': { ...curfew, asksLast: false },
  'mark-before-send': { ...curfew, marks: 'onlyBefore' },
  'send-before-mark': { ...curfew, marks: 'onlyAfter' },
  'worker-clock': { ...curfew, clock: 'worker' },
  'plans-twice': { ...curfew, plansOnce: false },
};
