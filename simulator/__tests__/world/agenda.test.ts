import { expect, test } from 'vitest'
import { Agenda } from '../../aws/world/agenda.ts'

test('what is due happens in the order of time, then of entry', () => {
  const agenda = new Agenda(0)
  const done: string[] = []
  agenda.at(20, () => done.push('c'))
  agenda.at(10, () => done.push('a'))
  agenda.at(10, () => done.push('b'))
  agenda.runUntil(15)
  expect([done, agenda.now]).toEqual([['a', 'b'], 15])
  agenda.runUntil(30)
  expect([done, agenda.now]).toEqual([['a', 'b', 'c'], 30])
})

test('what is entered on the way happens on the way, and what is late happens next', () => {
  const agenda = new Agenda(0)
  const done: string[] = []
  agenda.at(10, () => {
    agenda.at(5, () => done.push(`late at ${agenda.now}`))
    agenda.after(5, () => done.push(`after at ${agenda.now}`))
  })
  agenda.run(1)
  expect([done, agenda.now]).toEqual([['late at 10', 'after at 15'], 1000])
})

test('it stops at the time of the entry after which it is enough', () => {
  const agenda = new Agenda(0)
  let count = 0
  for (const at of [10, 20, 30]) agenda.at(at, () => count++)
  agenda.runUntil(100, () => count === 2)
  expect([count, agenda.now]).toEqual([2, 20])
})

test('it never goes back', () => {
  const agenda = new Agenda(100)
  agenda.runUntil(50)
  expect(agenda.now).toBe(100)
})
