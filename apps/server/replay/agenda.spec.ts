import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Agenda } from './agenda.ts'

function drained<T>(agenda: Agenda<T>): T[] {
  const tasks: T[] = []
  for (let due = agenda.take(); due !== undefined; due = agenda.take()) tasks.push(due.task)
  return tasks
}

test('an empty agenda has nothing to do', () => {
  expect(new Agenda().take()).toBeUndefined()
})

test('tasks come by time, then rank, then in the order they were put', () => {
  const task = fc.record({ atMs: fc.integer({ min: 0, max: 5 }), rank: fc.integer({ min: 0, max: 2 }) })
  fc.assert(
    fc.property(fc.array(task, { maxLength: 60 }), tasks => {
      const agenda = new Agenda<(typeof tasks)[number]>()
      for (const one of tasks) agenda.put(one.atMs, one.rank, one)
      expect(agenda.size).toBe(tasks.length)
      expect(drained(agenda)).toEqual([...tasks].sort((a, b) => a.atMs - b.atMs || a.rank - b.rank))
    }),
  )
})

test('a task put in on the way takes its place', () => {
  const agenda = new Agenda<string>()
  agenda.put(10, 0, 'ten')
  agenda.put(30, 0, 'thirty')
  expect(agenda.take()).toMatchObject({ atMs: 10, task: 'ten' })
  agenda.put(20, 0, 'twenty')
  agenda.put(30, -1, 'thirty, first')
  expect(drained(agenda)).toEqual(['twenty', 'thirty, first', 'thirty'])
})
