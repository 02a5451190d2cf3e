/** All that a job shows and leaves behind, gathered as it comes. */
import type { Written } from './command-files.ts'
import {
  type Annotation,
  hear,
  type Level,
  type Line,
  type Reader,
  readerFor,
  report,
  type ServerTime,
  show,
} from './log.ts'
import { mask, textsToHide } from './mask.ts'
import { printed } from './terminal.ts'

/** What a step has set so far: its outputs, and what its post is to see. */
export interface StepValues {
  readonly outputs: Record<string, string>
  readonly state: Record<string, string>
}

export class Transcript {
  readonly annotations: Annotation[] = []
  /** The printed log, without colours. */
  readonly log: string[] = []
  /** A command or a command file of this stage could not be processed: the step fails whatever its exit code. */
  failed = false
  #reader: Reader
  #values: StepValues = { outputs: {}, state: {} }
  readonly #onLine: ((line: Line) => void) | undefined

  /** `secret`: the job's token, which GitHub masks from the start; empty for none. */
  constructor(onLine: ((line: Line) => void) | undefined, secret: string) {
    this.#reader = readerFor(textsToHide(secret))
    this.#onLine = onLine
  }

  /** A new stage, of the step with these values: secrets stay hidden, groups, stop tokens and counts of annotations start again. */
  beginStage(values: StepValues): void {
    this.#reader = readerFor(this.#reader.hidden)
    this.#values = values
    this.failed = false
  }

  /** A line of the step's output. */
  hear(raw: string): void {
    this.#take(hear(this.#reader, raw))
  }

  /** The runner's own words; no command is recognised in them. */
  say(text: string): void {
    this.#take(show(this.#reader, 'text', text))
  }

  /** The runner's own words in a fold of their own. */
  fold(title: string, texts: readonly string[]): void {
    const outside = this.#reader
    this.#take(show(outside, 'group', title))
    for (const text of texts) this.#take(show({ ...outside, inGroup: true }, 'text', text))
    this.#reader = outside
  }

  /** The runner's own notice, warning or error. */
  report(level: Level, message: string): void {
    this.#take(report(this.#reader, level, message))
  }

  /** What the stage wrote into its command files. */
  write(written: Written): void {
    Object.assign(this.#values.outputs, written.outputs)
    Object.assign(this.#values.state, written.state)
    for (const error of written.errors) this.report('error', error)
    this.failed ||= written.failed
  }

  /** Outputs as a job hands them on: GitHub keeps back what is empty and what holds a secret. */
  jobOutputs(outputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const given = Object.entries(outputs).filter(([, value]) => value !== '')
    const clean = given.filter(([, value]) => this.masked(value) === value)
    for (const [name, value] of given)
      if (this.masked(value) !== value) this.report('warning', `Skip output '${name}' since it may contain secret.`)
    return Object.fromEntries(clean)
  }

  masked(text: string): string {
    return mask(text, this.#reader.hidden)
  }

  #take({ reader, lines, effects }: ServerTime): void {
    this.#reader = reader
    for (const line of lines) {
      this.log.push(...printed(line, false))
      this.#onLine?.(line)
    }
    for (const effect of effects) {
      if (effect.type === 'annotation') this.annotations.push(effect.annotation)
      else if (effect.type === 'failed') this.failed = true
      else if (effect.type === 'output') this.#values.outputs[effect.name] = effect.value
      else this.#values.state[effect.name] = effect.value
    }
  }
}
