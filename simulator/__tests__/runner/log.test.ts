/** The log: commands, masks and annotations, line by line. */
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { type CommandEffect, hear, type Line, readerFor } from '../../github/log.ts'
import { readLines } from '../../github/process.ts'
import { printed, wantsColour } from '../../github/terminal.ts'
import { run } from './job.ts'

/** What a person sees of these lines, and what they do. */
function read(...raw: readonly string[]) {
  let reader = readerFor()
  const lines: Line[] = []
  const effects: CommandEffect[] = []
  for (const line of raw) {
    const heard = hear(reader, line)
    reader = heard.reader
    lines.push(...heard.lines)
    effects.push(...heard.effects)
  }
  const annotations = effects.flatMap((effect) => (effect.type === 'annotation' ? [effect.annotation] : []))
  return { log: lines.flatMap((line) => printed(line, false)), effects, annotations }
}

describe('commands', () => {
  test('groups fold what follows, and do not nest', () => {
    const { log } = read('::group::one', 'a', '::group::two', 'b', '::endgroup::', 'c')
    expect(log).toEqual(['▸ one', '  a', '▸ two', '  b', 'c'])
  })

  test('notices, warnings and errors are seen in the log and noted on the page, with their place', () => {
    const { log, annotations } = read(
      '::error file=a.ts,line=3,title=No%3A go::first%0Asecond',
      '::warning::w',
      '::notice::n',
    )
    expect(log).toEqual(['Error: first', 'second', 'Warning: w', 'Notice: n'])
    expect(annotations).toEqual([
      { level: 'error', message: 'first\nsecond', title: 'No: go', file: 'a.ts', line: 3 },
      { level: 'warning', message: 'w' },
      { level: 'notice', message: 'n' },
    ])
  })

  test('debug is not seen', () => {
    expect(read('::debug::secret thoughts').log).toEqual([])
  })

  test.each([
    ['  ::warning::blanks before', 'Warning: blanks before'],
    ['::WARNING::any case', 'Warning: any case'],
    ['i-0abc ##[warning]anywhere in a line', 'Warning: anywhere in a line'],
    ['##[error title=a;file=b][old%5D', 'Error: [old]'],
    ['x ::warning::not at the start', 'x ::warning::not at the start'],
    ['::no-such-command::x', '::no-such-command::x'],
    ['::warning no end', '::warning no end'],
    ['##[no-such-command]x', '##[no-such-command]x'],
    ['::warning::50%250A', 'Warning: 50%0A'],
  ])('%j is seen as %j', (raw, seen) => {
    expect(read(raw).log).toEqual([seen])
  })

  test('set-output and save-state still work', () => {
    expect(read('::set-output name=a::1', '##[save-state name=b]2').effects).toEqual([
      { type: 'output', name: 'a', value: '1' },
      { type: 'state', name: 'b', value: '2' },
    ])
  })

  test.each(['::set-env name=PATH::/evil', '::add-path::/evil', '::set-output::nameless', '::echo::maybe'])(
    '%s fails the step',
    (raw) => {
      const { effects, log } = read(raw)
      expect(log[0]).toBe(`Error: Unable to process command '${raw}' successfully.`)
      expect(effects).toContainEqual({ type: 'failed' })
    },
  )

  test('echo shows the commands that are not shown anyway', () => {
    const { log } = read(
      '::echo::on',
      '::set-output name=a::1',
      '::warning::w',
      '::echo::off',
      '::set-output name=a::2',
    )
    expect(log).toEqual(['::set-output name=a::1', 'Warning: w'])
  })
})

describe('stopped commands', () => {
  test('are text until the token comes back, and the token is hidden', () => {
    const { log, annotations } = read(
      '::stop-commands::token-123',
      '::error::hostile',
      '##[error]hostile too',
      '::stop-commands::mine',
      '::token-12::',
      '::token-123::',
      '::error::real',
    )
    expect(log).toEqual([
      '::stop-commands::***',
      '::error::hostile',
      '##[error]hostile too',
      '::stop-commands::mine',
      '::token-12::',
      '::***::',
      'Error: real',
    ])
    expect(annotations).toEqual([{ level: 'error', message: 'real' }])
  })

  test.each(['', 'warning', 'pause-logging'])('a token %j is refused', (token) => {
    const { effects, annotations } = read(`::stop-commands::${token}`, '::warning::still heard')
    expect(effects).toContainEqual({ type: 'failed' })
    expect(annotations.at(-1)?.message).toBe('still heard')
  })
})

describe('masks', () => {
  const secret = `p"a's<s>&w\\ö rd`

  test.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in a URI', 'p%22a%27s%3Cs%3E%26w%5C%C3%B6%20rd'],
    ['in XML', 'p&quot;a&apos;s&lt;s&gt;&amp;w\\ö rd'],
    ['in an expression', secret.replaceAll("'", "''")],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64, one character in', Buffer.from(secret).subarray(1).toString('base64')],
    ['in base64, two characters in', Buffer.from(secret).subarray(2).toString('base64')],
  ])('hide a secret %s', (_, form) => {
    expect(read(`::add-mask::${secret}`, `x${form}y`).log).toEqual(['x***y'])
  })

  test('hide each line of a secret, in annotations and their titles too', () => {
    const { log, annotations } = read(
      '::add-mask::first line%0Asecond',
      'a second',
      '::error title=first line::the second',
    )
    expect(log).toEqual(['a ***', 'Error: the ***'])
    expect(annotations).toEqual([{ level: 'error', message: 'the ***', title: '***' }])
  })

  test('become one where secrets overlap or adjoin', () => {
    expect(read('::add-mask::abc', '::add-mask::cde', '.abcde.abcabc.cde abc').log).toEqual(['.***.***.*** ***'])
    expect(read('::add-mask::aba', 'ababa.').log).toEqual(['***.'])
  })

  test('of nothing are warned about', () => {
    expect(read('::add-mask:: ', 'a b').log).toEqual([
      "Warning: Can't add secret mask for empty string in ##[add-mask] command.",
      'a b',
    ])
  })

  test('hold for post and in the summary; open groups and stopped commands end with their stage', async () => {
    const job = await run('leaves-all-open')
    expect(job.log).toContain('post says ***')
    expect(job.log).toContain('Notice: post is heard')
    expect(job.summary.main).toBe('main wrote ***')
    expect([...job.log, job.summary.main, JSON.stringify(job.annotations)].join('\n')).not.toContain('hunter2')
  })
})

describe('annotations', () => {
  test('are ten of each kind a step; the log has all', () => {
    const raw = Array.from({ length: 12 }, (_, i) => [`::error::e${i}`, `::warning::w${i}`]).flat()
    const { log, annotations } = read(...raw)
    expect(log).toHaveLength(24)
    expect(annotations.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual(
      Array.from({ length: 10 }, (_, i) => `e${i}`),
    )
    expect(annotations).toHaveLength(20)
  })

  test('are cut at 4,096 characters', () => {
    expect(read(`::error::${'x'.repeat(5000)}`).annotations[0]?.message).toHaveLength(4096)
  })
})

describe('a step’s output', () => {
  test('is read from stdout and stderr, and lines end at \\n, \\r and \\r\\n only', async () => {
    const { log, annotations } = await run('says', {
      inputs: { stdout: 'one\r\ntwo\rthree\u2028four\n\n::notice::out', stderr: '::error::err\nlast without an end' },
    })
    expect(log).toEqual(expect.arrayContaining(['one', 'two', 'three\u2028four', '', 'last without an end']))
    expect(annotations.map(({ level }) => level).toSorted()).toEqual(['error', 'notice'])
  })

  test('is put together from whatever pieces the pipe delivers', async () => {
    const lines: string[] = []
    const bytes = Buffer.from('one\r\ntwo\rthr\u00e9e')
    const pieces = Array.from(bytes, (byte) => Buffer.from([byte]))
    await readLines(Readable.from(pieces, { objectMode: false }), (line) => lines.push(line))
    expect(lines).toEqual(['one', 'two', 'thr\u00e9e'])
  })

  test('begins with the inputs that are set, and no command is found in them', async () => {
    const { log, annotations } = await run('says', { inputs: { 'exit-code': '::error::x' }, uses: 'octo-org/says@v1' })
    expect(log.slice(0, 4)).toEqual([
      '▸ Run octo-org/says@v1',
      '  with:',
      '    exit-code: ::error::x',
      '    summary-bytes: 0',
    ])
    expect(annotations).toEqual([])
  })
})

describe('colour', () => {
  const error: Line = { type: 'error', text: 'a \u001b[31mred\u001b[0m\nb', inGroup: true }

  test('is for terminals, and for nobody under NO_COLOR', () => {
    expect(wantsColour({ isTTY: true }, {})).toBe(true)
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
    expect(wantsColour({}, {})).toBe(false)
  })

  test('without it not a single escape is left; with it every line is painted', () => {
    expect(printed(error, false)).toEqual(['  Error: a red', '  b'])
    for (const line of printed(error, true)) expect(line).toContain('\u001b[31m')
  })
})
