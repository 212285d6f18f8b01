import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DueQueue } from './due-queue.ts'

function drained<T>(queue: DueQueue<T>): T[] {
  const tasks: T[] = []
  for (let due = queue.take(); due !== undefined; due = queue.take()) tasks.push(due.task)
  return tasks
}

test('an empty queue has nothing to do', () => {
  expect(new DueQueue().take()).toBeUndefined()
})

test('tasks come by time, then rank, then in the order they were put', () => {
  const task = fc.record({ atMs: fc.integer({ min: 0, max: 5 }), rank: fc.integer({ min: 0, max: 2 }) })
  fc.assert(
    fc.property(fc.array(task, { maxLength: 60 }), tasks => {
      const queue = new DueQueue<(typeof tasks)[number]>()
      for (const one of tasks) queue.put(one.atMs, one.rank, one)
      expect(queue.size).toBe(tasks.length)
      expect(drained(queue)).toEqual([...tasks].sort((a, b) => a.atMs - b.atMs || a.rank - b.rank))
    }),
  )
})

test('a task put in on the way takes its place', () => {
  const queue = new DueQueue<string>()
  queue.put(10, 0, 'ten')
  queue.put(30, 0, 'thirty')
  expect(queue.take()).toMatchObject({ atMs: 10, task: 'ten' })
  queue.put(20, 0, 'twenty')
  queue.put(30, -1, 'thirty, first')
  expect(drained(queue)).toEqual(['twenty', 'thirty, first', 'thirty'])
})
