// Reads rule text with the TextMate engine of VS Code and gives its tokens.

import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..');
export const extension = join(root, 'grammar', 'vscode');
export const readJson = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));
const syntax = join(extension, 'syntaxes', 'extriage.tmLanguage.json');

const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
await oniguruma.loadWASM(readFileSync(wasm));
// A pattern that does not compile matches nothing, in silence; here it is an error.
const scanner = (patterns) => {
  for (const pattern of patterns) new oniguruma.OnigScanner([pattern]).dispose();
  return new oniguruma.OnigScanner(patterns);
};
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: scanner,
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (name) =>
    name === 'source.extriage' ? textmate.parseRawGrammar(readFileSync(syntax, 'utf8'), syntax) : null,
});
const grammar = await registry.loadGrammar('source.extriage');

/** The tokens of a text: `{ line, start, end, text, scopes }`, lines from 1, columns from 0. */
export function tokenize(text) {
  let state = textmate.INITIAL;
  return text.split(/\r?\n/).flatMap((line, index) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map(({ startIndex: start, endIndex, scopes }) => {
      const end = Math.min(endIndex, line.length);
      return { line: index + 1, start, end, text: line.slice(start, end), scopes };
    });
  });
}

export const has = (token, scope) =>
  token.scopes.some((name) => name === scope || name.startsWith(`${scope}.`));
export const isText = (token) => has(token, 'string') || has(token, 'comment');
export const show = (token) => `${token.line}:${token.start + 1} '${token.text}' ${token.scopes.slice(1).join(' ')}`;

/** Rule files below a folder, by their path from the root of the project: `{ name, text }`. */
export function ruleFiles(...folder) {
  return readdirSync(join(root, ...folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.exrule'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((path) => ({ name: path.slice(root.length + 1), text: readFileSync(path, 'utf8') }));
}

/** The words of the pest grammar: each keyword by its rule, and the ones that cannot be names. */
export function grammarWords() {
  const pest = readFileSync(join(root, 'grammar', 'extriage.pest'), 'utf8');
  const quoted = (text) => [...text.matchAll(/"([a-z-]+)"/g)].map((match) => match[1]);
  const keywords = [...pest.matchAll(/^([KA]_\w+)\s*=\s*@?\{([^}]*)\}/gm)].map((match) => ({
    rule: match[1],
    words: quoted(match[2]),
  }));
  const reserved = quoted(/^reserved\s*=\s*@\{([^}]*)\}/m.exec(pest)?.[1] ?? '');
  return { keywords, reserved };
}
