/** aws-actions/configure-aws-credentials, the real one: a checkout of whoever runs this. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the checkout; undefined if nobody said where it is. */
export const configureFolder = (): string | undefined => process.env['CONFIGURE_AWS_CREDENTIALS']

/** Its version. Throws for a folder that holds no package. */
export const configureVersion = (folder: string): string => {
  const { version }: { readonly version?: unknown } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return String(version)
}

/** The commit of that action which an example names, from the checkout. */
export function localConfigure(text: string, folder: string): Readonly<Record<string, string>> {
  const named = /aws-actions\/configure-aws-credentials@\w+/.exec(text)?.[0]
  return named === undefined ? {} : { [named]: folder }
}
