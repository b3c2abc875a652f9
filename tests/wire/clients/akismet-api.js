// The tutorial of akismet-api (which Coral uses), against the server and key given on the command
// line: what each call came to, as JSON. Its `host` option puts the key before the host name; a
// wildcard record in the DNS would lead there, and this stands for one.
const dns = require('node:dns')
const { AkismetClient } = require('akismet-api')

const [host, key, blog] = process.argv.slice(2)
const lookup = dns.lookup
dns.lookup = (name, options, done) => lookup('127.0.0.1', options, done)

const client = new AkismetClient({ key, blog, host, protocol: 'http' })
const comment = {
  ip: '123.123.123.123',
  useragent: 'CommentorsAgent 1.0 WebKit',
  content: 'Very nice blog! Check out mine!',
  email: 'not.a.spammer@gmail.com',
  name: 'John Doe'
}

const outcome = async call => {
  try {
    const answer = await call()
    return answer?.text ?? answer
  } catch (problem) {
    return `failed: ${problem.message}`
  }
}

const main = async () => ({
  valid: await outcome(() => client.verifyKey()),
  tutorial: await outcome(() => client.checkSpam(comment)),
  ham: await outcome(() => client.checkSpam({ ...comment, content: 'Who pays for the bridge?' })),
  administrator: await outcome(() => client.checkSpam({ ...comment, role: 'administrator' })),
  test: await outcome(() => client.checkSpam({ ...comment, name: 'viagra-test-123', isTest: true })),
  submitSpam: await outcome(() => client.submitSpam(comment)),
  submitHam: await outcome(() => client.submitHam(comment))
})

main().then(told => console.log(JSON.stringify(told)))
