import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grammarWords, has, isText, ruleFiles, show, tokenize } from './tokens.mjs';

const examples = ruleFiles('tests', 'editor', 'examples');
const shipped = [...ruleFiles('rules'), ...ruleFiles('grammar', 'examples')];
const sound = [...shipped, ...examples.filter(({ name }) => !name.endsWith('mistakes.exrule'))];
const { keywords, reserved } = grammarWords();

test('there are rules and keywords to look at', () => {
  assert.ok(shipped.length >= 7, 'rules are missing');
  assert.ok(keywords.length > 50 && reserved.length > 40, 'the grammar was not understood');
});

for (const { name, text } of sound) {
  test(`nothing is invalid in ${name}`, () => {
    const wrong = tokenize(text).filter((token) => has(token, 'invalid'));
    assert.deepEqual(wrong.map(show), []);
  });

  test(`every word and number of ${name} has a scope`, () => {
    const plain = (token) => token.scopes.every((scope) => /^(source|meta)\./.test(scope));
    const wrong = tokenize(text).filter((token) => /\w/.test(token.text) && plain(token));
    assert.deepEqual(wrong.map(show), []);
  });

  test(`reserved words of ${name} are highlighted`, () => {
    const named = ['keyword', 'constant.language.outcome', 'string.unquoted', 'entity.name'];
    const wrong = tokenize(text).filter(
      (token) =>
        reserved.includes(token.text) && !isText(token) && !named.some((scope) => has(token, scope)),
    );
    assert.deepEqual(wrong.map(show), []);
  });
}

test('every keyword of the language is highlighted as one somewhere', () => {
  const seen = new Set(
    [...shipped, ...examples]
      .flatMap(({ text }) => tokenize(text))
      .filter((token) => has(token, 'keyword'))
      .map((token) => token.text.toLowerCase()),
  );
  for (const { rule, words } of keywords) {
    assert.ok(words.length > 0, `${rule} has no word`);
    for (const word of words) assert.ok(seen.has(word), `${rule}: ${word} is never a keyword`);
  }
});

// `#   ^^^ scope` below a line, or `# <--- scope` for as many characters as the arrow has lines.
const claim = /^#(?:(\s*)(\^+)|\s*<(-+))\s+([a-z.-]+)$/m;

for (const { name, text } of examples.filter(({ text }) => claim.test(text))) {
  test(`scopes as marked in ${name}`, () => {
    const tokens = tokenize(text);
    const wrong = [];
    let claims = 0;
    let subject = 0;
    text.split('\n').forEach((line, index) => {
      const match = claim.exec(line);
      if (!match) {
        assert.ok(!/\^\^|<-/.test(line) || !line.startsWith('#'), `line ${index + 1} claims nothing`);
        subject = index + 1;
        return;
      }
      claims += 1;
      const [, indent, carets, arrow, scope] = match;
      const start = arrow ? 0 : indent.length + 1;
      const end = start + (arrow ?? carets).length;
      const inside = tokens.filter((t) => t.line === subject && t.start < end && t.end > start);
      const covered = inside.reduce((sum, t) => sum + Math.min(t.end, end) - Math.max(t.start, start), 0);
      if (covered < end - start) wrong.push(`${subject}: columns ${start + 1} to ${end} do not exist`);
      wrong.push(...inside.filter((token) => !has(token, scope)).map((t) => `${show(t)} is not ${scope}`));
    });
    assert.deepEqual(wrong, []);
    assert.ok(claims > 10);
  });
}
