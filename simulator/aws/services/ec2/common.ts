/** What the operations of EC2 share: filters, paging, dry runs. */
import type { Filter } from '@aws-sdk/client-ec2'
import type { Call } from '../../call.ts'
import { AwsError } from '../../error.ts'
import type { Handlers } from '../../wire/service.ts'
import { type Page, type PageLimits, takePage } from '../paging.ts'

/** Handlers for some operations of EC2. */
export type Ec2Handlers = Handlers<typeof import('@aws-sdk/client-ec2'), Call>

/** What a filter may ask of a record: its name and the values there. `tag:` filters are read from `tags`. */
export interface Filterable {
  readonly fields: Readonly<Record<string, readonly string[]>>
  readonly tags: Readonly<Record<string, string>>
}

/** Whether a record passes all filters; `*` and `?` are wildcards. Throws for a filter that is not simulated. */
export function passes({ fields, tags }: Filterable, filters: readonly Filter[] | undefined): boolean {
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    const found = valuesOf(Name, fields, tags)
    return Values.some((wanted) => found.some((value) => pattern(wanted).test(value)))
  })
}

function valuesOf(name: string, fields: Filterable['fields'], tags: Filterable['tags']): readonly string[] {
  if (name === 'tag-key') return Object.keys(tags)
  if (name.startsWith('tag:')) return name.slice(4) in tags ? [tags[name.slice(4)] ?? ''] : []
  const values = fields[name]
  if (!values) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`)
  return values
}

function pattern(text: string): RegExp {
  const escaped = text.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')
}

interface PagedRequest {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** One page by MaxResults and NextToken. Throws InvalidNextToken, and InvalidParameterValue for a size out of bounds. */
export function ec2Page<T>(
  records: readonly T[],
  { MaxResults, NextToken, ...request }: PagedRequest,
  { key, least = 1, most, usual = most }: PageLimits & { readonly key: (record: T) => string },
): Page<T> {
  if (MaxResults !== undefined && (MaxResults < least || MaxResults > most)) {
    const message = `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${least} and ${most}.` // the simulator's wording
    throw new AwsError('InvalidParameterValue', message)
  }
  return takePage(records, { request, size: MaxResults ?? usual, token: NextToken, key, invalid: badToken })
}

/** The simulator's wording. */
const badToken = () => new AwsError('InvalidNextToken', 'The specified token is not valid.')

/** The member of an answer that leads to the next page, when there is one. */
export const ec2NextToken = ({ next }: Page<unknown>): { readonly NextToken?: string } =>
  next === undefined ? {} : { NextToken: next }

/** A dry run that got so far would have succeeded. */
export const dryRunPassed = (): AwsError =>
  new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)

/** Throws the success of a dry run, if it is one: nothing is to be changed. */
export function endDryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (DryRun === true) throw dryRunPassed()
}

/** Tags as EC2 lists them. */
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
