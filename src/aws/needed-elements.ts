/**
 * Takes out of an XML answer what nobody reads. Of what EC2 says of an instance that is most, and the SDK reads XML
 * character by character.
 */
import type { DeserializeHandler, DeserializeHandlerArguments, Pluggable } from '@smithy/types'
import { isAnswerRead } from './answer.ts'

/**
 * Leaves the elements of these names that hold text alone, and all around them; of members that are the same then and
 * follow each other, one. For a command whose answer is read nowhere else.
 */
export function neededElements<Input extends object, Output extends object>(
  names: readonly string[],
): Pluggable<Input, Output> {
  // An element that has no other element in it. Comments and character data are not matched, and stay.
  const needless = new RegExp(`<(?!(?:${names.join('|')})>)(\\w+)>[^<]*</\\1>`, 'g')
  return {
    applyToStack: (stack) =>
      stack.addRelativeTo(
        (next: DeserializeHandler<Input, Output>) => async (args: DeserializeHandlerArguments<Input>) => {
          const result = await next(args)
          const { response } = result
          if (isAnswerRead(response)) {
            const xml = without(needless, response.body.toString('utf8'))
            response.body = Buffer.from(xml.replace(REPEATED, '$1'))
          }
          return result
        },
        { relation: 'before', toMiddleware: 'wholeAnswer', name: 'neededElements' },
      ),
  }
}

/** What held only such elements is one itself then. */
function without(needless: RegExp, xml: string): string {
  const shorter = xml.replace(needless, '')
  return shorter === xml ? xml : without(needless, shorter)
}

/** A member without members of its own, and those after it that are the same. */
const REPEATED = /(<(member|item)>(?:(?!<\2>)[\s\S])*?<\/\2>)(?:\s*\1)+/g
