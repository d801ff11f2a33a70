import { describe, expect, test } from '@jest/globals';
import { blockProblems } from './block-rules.js';

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (label: string, more = {}) => ({ type: 'button', text: plain(label), action_id: 'open', ...more });

describe("Slack's rules for blocks", () => {
  test('has nothing against a reminder', () => {
    const blocks = [
      { type: 'header', text: { ...plain('x'.repeat(150)), emoji: true } },
      { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3000) }, fields: [plain('a')], accessory: button('Open') },
      { type: 'divider' },
      { type: 'context', elements: [plain('why')] },
      { type: 'actions', elements: [button('Open', { url: 'http://localhost:3000/keys/ak1', style: 'primary' })] },
    ];
    expect(blockProblems(blocks)).toEqual([]);
  });

  test.each([
    ['51 blocks', Array<object>(51).fill({ type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'a long section',
      [{ type: 'section', text: plain('x'.repeat(3001)) }],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty text', [{ type: 'header', text: plain('') }], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      '11 fields',
      [{ type: 'section', fields: Array(11).fill(plain('a')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    ['an empty section', [{ type: 'section' }], 'missing required field: text or fields [json-pointer:/blocks/0]'],
    [
      'a long button',
      [{ type: 'actions', elements: [button('x'.repeat(76))] }],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    ['a made-up block', [{ type: 'constructor' }], 'unsupported type: constructor [json-pointer:/blocks/0/type]'],
    ['no block at all', [null], 'unsupported type: none [json-pointer:/blocks/0/type]'],
  ])('refuses %s', (_what, blocks, problem) => expect(blockProblems(blocks)).toEqual([problem]));

  test('refuses mrkdwn in a header', () => {
    expect(blockProblems([{ type: 'header', text: { type: 'mrkdwn', text: 'a' } }])).toEqual([
      expect.stringContaining('[json-pointer:/blocks/0/text/type]'),
    ]);
  });
});
