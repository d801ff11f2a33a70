import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mrkdwn } from './mrkdwn.js';

const LINK = 'target="_blank" rel="noreferrer noopener"';

describe('mrkdwn', () => {
  test.each([
    ['*bold* _italic_ ~struck~ `code`', '<strong>bold</strong> <em>italic</em> <s>struck</s> <code>code</code>'],
    ['*bold with _italic_ in it*', '<strong>bold with <em>italic</em> in it</strong>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['```a *b*```', '<pre>a *b*</pre>'],
    ['&lt;b&gt; &amp;amp;', '&#60;b&#62; &#38;amp;'],
    ['<https://x.example/?a=1&amp;b=2|open>', `<a class="" href="https://x.example/?a=1&#38;b=2" ${LINK}>open</a>`],
    ['<javascript:alert(1)|open>', 'open'],
    ['<!channel>', '<span class="mention">@channel</span>'],
    ['<@U0ADA|ada> in <#C0KEYS|api-keys>', '<span class="mention">@ada</span> in <span class="mention">#api-keys</span>'],
    ['<!date^1806480000^{date}|31 Mar 2027>', '<span class="mention">31 Mar 2027</span>'],
    ['before\n&gt; said\nafter', 'before<blockquote>said</blockquote>after'],
  ])('draws %p', (source, markup) => expect(String(mrkdwn(source))).toBe(markup));

  test('never lets markup through', () => {
    const source = fc
      .array(fc.constantFrom('<', '>', '&lt;', '*', '_', '`', '|', '"', "'", 'https://a', '!', '@', '\n', 'x'))
      .map((parts) => parts.join(''));
    const harmless = /^(<\/?(a|strong|em|s|code|pre|blockquote|span)( (class|href|target|rel)="[^"<>']*")*>|[^<>"'])*$/;
    fc.assert(fc.property(source, (text) => harmless.test(String(mrkdwn(text)))));
  });
});
