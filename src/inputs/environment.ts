/** Validates environment variables like inputs, before the first call to AWS. */

import type { RunnerContext } from '../github/context.ts'
import { mayHaveToken } from '../github/identity.ts'
import { partitionOf } from '../rollout/partition.ts'
import { regionName, Wrong } from './parse.ts'
import type { InputProblem } from './problem.ts'
import type { Reading } from './reading.ts'

type Environment = RunnerContext['env']

/** All problems of the environment that affect a run with these inputs. */
export const environmentProblems = (reader: Reading, { env }: RunnerContext): readonly InputProblem[] => {
  return [
    ...region(reader, env),
    ...proxy(env),
    ...endpoints(env),
    ...words(env),
    ...attempts(env),
    ...credentials(reader, env),
  ]
}

/** A variable's problem. */
const problem = (input: string, value: string, says: string, remedy: string): InputProblem => ({
  input,
  value,
  says: `in the environment ${says}`,
  remedy,
})

const UNSET = 'Correct this variable in `env:` of the step, the job or the workflow, or on the runner, or unset it.'

/** Read where `aws-region` is not set. */
function region({ text }: Reading, env: Environment): readonly InputProblem[] {
  if (text('aws-region') !== '') return []
  const name = env['AWS_REGION'] ? 'AWS_REGION' : 'AWS_DEFAULT_REGION'
  const value = env[name] ?? ''
  const parsed = value.trim() === '' ? '' : regionName(value.trim())
  return parsed instanceof Wrong ? [problem(name, value, parsed.says, `Set \`aws-region\` in this step. ${UNSET}`)] : []
}

/** Validates the proxy. The value is never shown, because it may contain a password. */
function proxy(env: Environment): readonly InputProblem[] {
  const name = env['https_proxy'] ? 'https_proxy' : 'HTTPS_PROXY'
  const value = env[name]
  if (!value) return []
  const says = wrongWithProxy(value)
  return says === undefined ? [] : [problem(name, '', says, UNSET)]
}

function wrongWithProxy(value: string): string | undefined {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    return `names a proxy of the kind ${scheme}, which neither Node nor GitHub's toolkit supports; it must be http://HOST:PORT`
  const text = scheme === undefined ? `http://${value}` : value
  if (!URL.canParse(text)) return 'must be a URL such as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT'
  const { pathname, search, hash, username, password } = new URL(text)
  const isWhole = pathname === '/' && search === '' && hash === ''
  return isWhole && isEncoded(username) && isEncoded(password)
    ? undefined
    : 'must end after HOST:PORT: in user and password the characters @ : / ? # % are written %40 %3A %2F %3F %23 %25'
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** `AWS_ENDPOINT_URL`, and those of single services. */
const endpoints = (env: Environment): readonly InputProblem[] =>
  env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true'
    ? []
    : Object.entries(env).flatMap(([name, value]) =>
        /^AWS_ENDPOINT_URL(?:_|$)/.test(name) && value && !isHttp(value)
          ? [problem(name, value, 'must be a URL that begins with http:// or https://', UNSET)]
          : [],
      )

const isHttp = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

const yesNo = ['true', 'false']

/**
 * [AWS SDKs and tools reference guide, settings] Variables whose value is one of a few words; the SDK throws at any
 * other.
 */
const closed: Readonly<Record<string, readonly string[]>> = {
  AWS_USE_FIPS_ENDPOINT: yesNo,
  AWS_USE_DUALSTACK_ENDPOINT: yesNo,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: yesNo,
  AWS_DISABLE_CLOCK_SKEW_CORRECTION: yesNo,
  AWS_ACCOUNT_ID_ENDPOINT_MODE: ['preferred', 'disabled', 'required'],
  AWS_RETRY_MODE: ['standard', 'adaptive', 'legacy'],
}

const words = (env: Environment): readonly InputProblem[] =>
  Object.entries(closed).flatMap(([name, allowed]) => {
    const value = env[name]
    return value === undefined || allowed.includes(value)
      ? []
      : [problem(name, value, `must be ${allowed.join(' or ')}, in lower case`, UNSET)]
  })

const attempts = ({ AWS_MAX_ATTEMPTS: value }: Environment): readonly InputProblem[] =>
  !value || /^(?:[1-9]\d?|100)$/.test(value)
    ? []
    : [problem('AWS_MAX_ATTEMPTS', value, 'must be a whole number from 1 to 100', UNSET)]

/** Validates credentials: with `role-to-assume` GitHub's token is required; without it a key must be complete. */
function credentials({ text, isSound }: Reading, env: Environment): readonly InputProblem[] {
  const role = text('role-to-assume')
  if (role === '') return halfKey(env)
  return [
    ...(mayHaveToken(env) ? [] : [noToken]),
    ...(isSound('role-to-assume', 'aws-region')
      ? otherPartition(role, text('aws-region') || env['AWS_REGION'] || '')
      : []),
  ]
}

const noToken: InputProblem = {
  input: 'role-to-assume',
  value: '',
  says: 'needs an identity token, which GitHub gives only to jobs with `permissions: id-token: write`',
  remedy:
    'Add `id-token: write` to the `permissions` of this job (of the calling job too, for a reusable workflow). A pull request from a fork never gets a token. With credentials from a step before, leave `role-to-assume` out.',
}

function otherPartition(role: string, region: string): readonly InputProblem[] {
  const [, ofRole] = role.split(':')
  const ofRegion = partitionOf(region)?.id
  if (ofRegion === undefined || ofRole === ofRegion) return []
  const says = `is a role of the partition ${ofRole}, but ${region} lies in ${ofRegion}: no role of the one can be assumed in the other`
  return [{ input: 'role-to-assume', value: role, says }]
}

function halfKey(env: Environment): readonly InputProblem[] {
  const pair = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const
  const missing = pair.filter((name) => !env[name])
  const [name] = missing
  if (missing.length !== 1 || name === undefined) return []
  const other = pair.find((each) => each !== name)
  return [
    problem(
      name,
      '',
      `is not set, but ${other} is: a key needs both`,
      'Set both, from secrets; or set `role-to-assume` instead.',
    ),
  ]
}
