// The reference library of standardwebhooks.com, given on standard input what a receiver got: whether it
// takes it, as JSON.
import { readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'

const { secret, headers, body } = JSON.parse(readFileSync(0, 'utf8'))
try {
  new Webhook(secret).verify(body, headers)
  console.log(JSON.stringify({ taken: true }))
} catch (problem) {
  console.log(JSON.stringify({ taken: false, why: problem.message }))
}
