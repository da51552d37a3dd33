import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { extension, has, isText, readJson, root, show, tokenize } from './tokens.mjs';

const snippets = Object.entries(readJson(extension, 'snippets', 'extriage.json'));

/** The text that a snippet writes when every placeholder is left as it is. */
function render(body) {
  const defaults = new Map();
  let at = 0;
  const fail = (what) => assert.fail(`${what} at ${at} of: ${body}`);

  function text(inside) {
    let out = '';
    while (at < body.length && !(inside && body[at] === '}')) {
      if (body[at] === '\\') {
        if (!/[$}\\]/.test(body[at + 1] ?? '')) fail('an escape of nothing');
        out += body[at + 1];
        at += 2;
      } else if (body[at] === '$') {
        out += placeholder();
      } else {
        out += body[at++];
      }
    }
    return out;
  }

  function placeholder() {
    const [whole, plain, braced, next] =
      /^\$(?:(\d+)|\{(\d+)([:|}]))/.exec(body.slice(at)) ?? fail('a dollar sign that is not escaped');
    at += whole.length;
    const number = plain ?? braced;
    let value = defaults.get(number) ?? '';
    if (next === ':') {
      value = text(true);
      if (body[at++] !== '}') fail('a placeholder without an end');
    } else if (next === '|') {
      const end = body.indexOf('|}', at);
      if (end < 0) fail('a choice without an end');
      [value] = body.slice(at, end).split(',');
      at = end + 2;
    }
    const known = defaults.get(number);
    assert.ok(known === undefined || known === value, `placeholder ${number} has two values: ${body}`);
    defaults.set(number, value);
    return value;
  }

  const out = text(false);
  assert.ok(defaults.has('0'), `the cursor has no place at the end of: ${body}`);
  const stops = [...defaults.keys()].map(Number).sort((a, b) => a - b);
  assert.deepEqual(stops, stops.map((_, index) => index), `placeholders are not counted through: ${body}`);
  return out;
}

const indent = (text, by) => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** A whole rule around the snippets that are a part of one. */
function complete(prefix, text) {
  if (/^(rule|table|fixture|test|pack|profile|waive)/.test(prefix)) return text;
  const finding = prefix.startsWith('finding') ? [] : ["  finding 'A service is stopped.'"];
  const clause = prefix.startsWith('step')
    ? `remediate 'The step' {\n  impact 'None.'\n${indent(text, 2)}\n  verify clear\n  undo   none because 'It is an example.'\n}`
    : text;
  return [
    `rule example-${prefix} 'A rule around the snippet ${prefix}' {`,
    '  detect {',
    `    $rows = rows of service 'example-${prefix}' where Status -eq 'Stopped'`,
    "    when 'a service is stopped' exists $rows",
    '  }',
    ...finding,
    indent(clause, 2),
    '}',
  ].join('\n');
}

const rendered = snippets.map(([, { prefix, body }]) => ({ prefix, text: render([body].flat().join('\n')) }));

test('every snippet has a prefix of its own and says what it is for', () => {
  const prefixes = snippets.map(([, { prefix }]) => prefix);
  assert.equal(new Set(prefixes).size, prefixes.length);
  for (const [name, { prefix, description }] of snippets) {
    assert.match(prefix, /^[a-z]+(-[a-z]+)*$/, name);
    assert.ok(description, name);
  }
});

for (const { prefix, text } of rendered) {
  test(`the snippet ${prefix} is a sound piece of a rule`, () => {
    const tokens = tokenize(complete(prefix, text));
    assert.deepEqual(tokens.filter((token) => has(token, 'invalid')).map(show), []);
    const code = tokens.filter((token) => !isText(token)).map((token) => token.text).join('');
    const count = (mark) => code.split(mark).length;
    assert.equal(count('{'), count('}'));
    assert.equal(count('('), count(')'));
    assert.ok(!text.includes('\t'), 'a tab');
  });
}

test('examples/snippets.exrule, which the tests of the compiler read, is up to date', () => {
  const path = join(root, 'tests', 'editor', 'examples', 'snippets.exrule');
  const head = '# What the snippets write, each in a rule of its own. Made by tests/editor/snippets.test.mjs.\n';
  const text = `${head}\n${rendered.map(({ prefix, text }) => `${complete(prefix, text)}\n`).join('\n')}`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  assert.ok(existsSync(path), 'it is missing; UPDATE_GOLDEN=1 writes it');
  assert.equal(readFileSync(path, 'utf8').replaceAll('\r\n', '\n'), text);
});
