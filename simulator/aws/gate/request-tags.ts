/** The tags that a request of EC2 gives to what it makes. */
import type { Call } from '../call.ts'

interface TaggingInput {
  readonly TagSpecifications?: readonly {
    readonly ResourceType?: string
    readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[]
  }[]
}

/** The resource types that a request itself tags as they are created. */
export const typesTagged = (input: Call['input']): readonly string[] =>
  ((input as TaggingInput).TagSpecifications ?? []).flatMap(({ ResourceType }) => ResourceType ?? [])

/** Its tags for a type, as condition keys [documented: Service Authorization Reference, CreateTags]. */
export const requestTags = (input: Call['input'], type: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ((input as TaggingInput).TagSpecifications ?? [])
      .filter(({ ResourceType }) => ResourceType === type)
      .flatMap(({ Tags = [] }) => Tags.map(({ Key, Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
  )
