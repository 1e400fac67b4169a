import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { marked } from 'marked';
import { code, codeBlock, escapeMarkdown, link, prose } from '../../server/src/features/markdown.ts';

/** Names and Ruby text as somebody would write them who wants the hover to do something. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'` `` ``` ~~~ * ** _ __ [a](command:evil) ![](http://x.y/z.png) <b> <!-- &amp; &#60; | # > - + = 1. 1) \\ \\\\'.split(
          ' ',
        ),
        ...'https://evil.example www.evil.example a@b.example mailto:a@b.example [x]: ftp://e \u202e \u0000 \u2028'.split(
          ' ',
        ),
        '\n',
        '\r',
        '    ',
        '\n\n---\n',
      ),
      fc.string({ maxLength: 4 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

describe('hostile text', () => {
  it('is shown as it is, in a paragraph', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = marked.parse(escapeMarkdown(text), { async: false });
        const shown = html.replace(/^<p>([\s\S]*)<\/p>\n$/, '$1');
        assert.doesNotMatch(shown, /[<>]/);
        assert.equal(unescapeHtml(shown), plain(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is shown as it is, in inline code between other text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = marked.parse(`before ${code(text)} after`, { async: false });
        const shown = plain(text) === '' ? '' : `<code>${escapeHtml(plain(text))}</code>`;
        assert.equal(html.replaceAll(/ +/g, ' '), `<p>before ${shown} after</p>\n`.replaceAll(/ +/g, ' '));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is shown as it is in a sentence, but for what stands between backticks, which is code', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = marked.parse(`before ${prose(text)} after`, { async: false });
        const shown = html.replace(/^<p>([\s\S]*)<\/p>\n$/, '$1').replaceAll(/<\/?code>/g, '');
        assert.doesNotMatch(shown, /[<>]/);
        const bare = (shownText: string) => shownText.replaceAll(/[`\s]/g, '');
        assert.equal(bare(unescapeHtml(shown)), bare(`before ${plain(text)} after`));
      }),
      { numRuns: 5_000 },
    );
    assert.equal(prose('Use `unlink` for `a*b*c`.'), 'Use `unlink` for `a*b*c`.');
    assert.equal(prose('a ` b'), 'a \\` b');
  });

  it('does not end a code block', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (lines) => {
        const tokens = marked.lexer(`${codeBlock(lines)}\n\nafter`).filter(({ type }) => type !== 'space');
        assert.deepEqual(
          tokens.map(({ type }) => type),
          ['code', 'paragraph'],
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not end the target of a link', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = marked.parse(`${link('label', `file:///a${text}`)} after`, { async: false });
        assert.match(html, /^<p><a href="file:\/\/\/a[^"]*">label<\/a> after<\/p>\n$/);
      }),
      { numRuns: 5_000 },
    );
  });
});

it('leaves ordinary names readable', () => {
  assert.equal(escapeMarkdown('redis-client 0.26.1 (>= 2, < 4)'), 'redis-client 0.26.1 (\\>= 2, \\< 4)');
  assert.equal(code('~> 2.5'), '`~> 2.5`');
});

function plain(text: string): string {
  return text
    .replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ')
    .replaceAll(/[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '\ufffd')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function unescapeHtml(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
