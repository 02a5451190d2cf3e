/** `name=value` and heredocs, as the runner reads them. */
import { expect, test } from 'vitest'
import { keyValues } from '../../github/command-files.ts'

test.each<[text: string, values: Record<string, string>]>([
  ['', {}],
  ['a=1', { a: '1' }],
  ['a=1\n\nb=\n', { a: '1', b: '' }],
  ['a=1\na=2\n', { a: '2' }],
  ['a=x<<y\n', { a: 'x<<y' }],
  ['a=b=c\n', { a: 'b=c' }],
  ['a<<EOF\none\ntwo\nEOF\nb=1\n', { a: 'one\ntwo', b: '1' }],
  ['a<<EOF\nEOF\n', { a: '' }],
  ['a<<EOF\n\nEOF\n', { a: '' }],
  ['a<<EOF\n\n\nEOF\n', { a: '\n' }],
  ['a<<EOF\n EOF\nEOF \nEOF', { a: ' EOF\nEOF ' }],
  ['a<<=\nx\n=\n', { a: 'x' }],
  ['a=1\r\n', { a: '1\r' }],
  ['__proto__=1\n', Object.fromEntries([['__proto__', '1']])],
])('%j is %j', (text, values) => {
  expect(keyValues(text)).toEqual({ values })
})

test.each<[text: string, problem: string]>([
  ['just text', "Invalid format 'just text'"],
  ['=1', "Invalid format '=1'. Name must not be empty"],
  ['<<EOF', "Invalid format '<<EOF'. Name must not be empty and delimiter must not be empty"],
  ['a<<', "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty"],
  ['a<<EOF\nx', "Invalid value. Matching delimiter not found 'EOF'"],
])('%j is refused, and what stands before it is kept', (text, problem) => {
  expect(keyValues(`before=1\n${text}`)).toEqual({ values: { before: '1' }, problem })
})
