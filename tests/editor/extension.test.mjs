import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { extension, isText, readJson, root, ruleFiles, tokenize } from './tokens.mjs';

const manifest = readJson(extension, 'package.json');
const configuration = readJson(extension, 'language-configuration.json');

test('the extension has every file that it names, and nothing to build', () => {
  const { languages, grammars, snippets } = manifest.contributes;
  const named = [languages[0].configuration, grammars[0].path, snippets[0].path, 'README.md', 'LICENSE'];
  for (const path of named) assert.ok(existsSync(join(extension, path)), path);
  for (const { language } of [...grammars, ...snippets]) assert.equal(language, languages[0].id);
  assert.equal(readJson(extension, grammars[0].path).scopeName, grammars[0].scopeName);
  assert.equal(manifest.main ?? manifest.scripts ?? manifest.dependencies, undefined);
});

test('licence and version are the ones of the project', () => {
  const text = (...path) => readFileSync(join(...path), 'utf8');
  assert.equal(text(extension, 'LICENSE'), text(root, 'LICENSE'));
  assert.match(text(root, 'Cargo.toml'), new RegExp(`^version = "${manifest.version}"$`, 'm'));
  assert.ok(text(extension, 'README.md').includes(`${manifest.name}-${manifest.version}.vsix`));
});

test('the lock file names no server', () => {
  const lock = readFileSync(join(root, 'tests', 'editor', 'package-lock.json'), 'utf8');
  assert.doesNotMatch(lock, /"resolved"|:\/\//);
});

/** Folds by markers, in the way of VS Code: from the last line up, each start takes the nearest end. */
function folds(lines) {
  const { start, end } = configuration.folding.markers;
  const marker = new RegExp(`(${start})|(?:${end})`);
  const ends = [];
  const found = [];
  for (let line = lines.length; line > 0; line -= 1) {
    const match = marker.exec(lines[line - 1]);
    if (match?.[1] === undefined) {
      if (match) ends.push(line);
    } else if (ends.length > 0) {
      found.push(`${line}-${ends.pop()}`);
    }
  }
  return found.sort();
}

/** What should fold: blocks whose braces end and begin a line, and here-strings. */
function blocks(text) {
  const found = [];
  const open = [];
  let here = null;
  for (const token of tokenize(text)) {
    if (token.text === "@'") here = token.line;
    else if (here !== null && token.text === "'@") {
      found.push(`${here}-${token.line}`);
      here = null;
    }
    if (isText(token)) continue;
    for (const mark of token.text) {
      if (mark === '{') open.push(token.line);
      if (mark !== '}') continue;
      const start = open.pop();
      if (start !== token.line) found.push(`${start}-${token.line}`);
    }
  }
  assert.equal(open.length, 0);
  assert.equal(here, null);
  return found.sort();
}

for (const { name, text } of ruleFiles('rules')) {
  const lines = text.split('\n');
  test(`${name} folds at its blocks and here-strings`, () => {
    const expected = blocks(text);
    assert.ok(expected.length > 0);
    const found = folds(lines);
    assert.deepEqual(expected.filter((block) => !found.includes(block)), []);
  });
}

test('a block indents what follows and its brace goes back', () => {
  const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
  const increases = (line) => new RegExp(increaseIndentPattern).test(line);
  for (const line of ['  detect {', "rule a 'x' { # why"]) assert.ok(increases(line), line);
  for (const line of ["  given service 'a' { Status = 'Stopped' }", '# detect {', '[0] if ($a) {', '  }']) {
    assert.ok(!increases(line), line);
  }
  assert.ok(new RegExp(decreaseIndentPattern).test('  }'));
});

test('a word is an id, a variable or a version as a whole', () => {
  const words = (text) => text.match(new RegExp(configuration.wordPattern, 'g'));
  assert.deepEqual(words('test for services-left-disabled $row.Name 15.2.721.*'), [
    'test',
    'for',
    'services-left-disabled',
    '$row',
    'Name',
    '15.2.721.*',
  ]);
});
