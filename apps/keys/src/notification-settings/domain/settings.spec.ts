import { describe, expect, it } from '@jest/globals';
import { chooseSettings, saysNothingNew, settingsBefore, type ChosenSettings } from './settings.js';

const usual: ChosenSettings = {
  leadDays: [7, 1],
  sendAt: '09:00',
  emails: ['a@example.com', 'b@example.com'],
  slackChannels: [],
};
const [monday, tuesday] = [new Date('2027-03-01T08:00:00Z'), new Date('2027-03-02T08:00:00Z')];

describe('chooseSettings', () => {
  it('leaves what stays as old as it is, and dates what comes', () => {
    const after = chooseSettings(settingsBefore(usual), { ...usual, leadDays: [30, 7], sendAt: '10:00' }, monday);
    expect(after).toMatchObject({ version: 1, sendAt: { time: '10:00', setAt: monday } });
    expect(after.leadTimes).toEqual([
      { days: 30, setAt: monday },
      { days: 7, setAt: null },
    ]);
  });

  it('dates anew what comes back: nothing is owed of the time it was away', () => {
    const without = chooseSettings(settingsBefore(usual), { ...usual, leadDays: [1] }, monday);
    const back = chooseSettings(without, usual, tuesday);
    expect(back.leadTimes).toEqual([
      { days: 7, setAt: tuesday },
      { days: 1, setAt: null },
    ]);
  });
});

describe('saysNothingNew', () => {
  it('is so of the same in another order', () => {
    expect(saysNothingNew(settingsBefore(usual), { ...usual, emails: ['b@example.com', 'a@example.com'] })).toBe(true);
  });

  it.each<Partial<ChosenSettings>>([
    { leadDays: [7] },
    { leadDays: [8, 1] },
    { sendAt: '09:01' },
    { emails: ['a@example.com'] },
    { slackChannels: ['#ops'] },
  ])('is not so of %j', (change) => {
    expect(saysNothingNew(settingsBefore(usual), { ...usual, ...change })).toBe(false);
  });
});
