// The tutorial of @cedx/akismet, against the base address and key given on the command line: what
// each call came to, as JSON.
import { Author, Blog, CheckResult, Client, Comment, CommentType } from '@cedx/akismet'

const [baseUrl, key, blog] = process.argv.slice(2)
const client = new Client(key, new Blog({ charset: 'UTF-8', languages: ['en'], url: blog }), { baseUrl })
const says = content =>
  new Comment({
    author: new Author({
      email: 'john.doe@domain.example',
      ipAddress: '192.168.123.145',
      name: 'John Doe',
      role: 'guest',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
    }),
    content,
    context: ['news', 'bridges'],
    date: new Date(),
    referrer: 'https://search.example/',
    type: CommentType.contactForm
  })
const spam = new Comment({
  author: new Author({ email: 'akismet-guaranteed-spam@example.com', ipAddress: '127.0.0.1', name: 'viagra-test-123' }),
  content: 'Spam!',
  type: CommentType.blogPost
})

const named = Object.fromEntries(Object.entries(CheckResult).map(([name, value]) => [value, name]))
const outcome = async call => {
  try {
    return await call()
  } catch (problem) {
    return `failed: ${problem.message}`
  }
}
const check = comment => outcome(async () => named[await client.checkComment(comment)])
const submitted = call => outcome(async () => ((await call()) === undefined ? 'submitted' : 'odd'))

console.log(
  JSON.stringify({
    valid: await outcome(() => client.verifyKey()),
    tutorial: await check(says('A user comment.')),
    promotion: await check(says('Buy cheap viagra online now! http://cheap-pills.example')),
    test: await check(spam),
    submitSpam: await submitted(() => client.submitSpam(spam)),
    submitHam: await submitted(() => client.submitHam(says('A user comment.')))
  })
)
