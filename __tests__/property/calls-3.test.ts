/** Every call of a third of the stories meets the faults that tell. */
import { test } from 'vitest'
import { meetsItsTable } from './meets-its-table.ts'
import { third } from './stories.ts'

test.each(third(2))('$title', { timeout: 600_000 }, meetsItsTable)
