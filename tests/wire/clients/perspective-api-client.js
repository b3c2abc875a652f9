// The tutorial of perspective-api-client, as it is. Its address is a constant, so the HTTP library
// under it is told where that address is: node perspective-api-client.js BASE KEY
'use strict';
const axios = require('axios');
const Perspective = require('perspective-api-client');

const [base, apiKey] = process.argv.slice(2);
axios.interceptors.request.use((config) => ({
  ...config,
  url: config.url.replace('https://commentanalyzer.googleapis.com', base),
}));

const message = (call) => call.then(() => 'answered', (error) => `${error.name}: ${error.message}`);

(async () => {
  const perspective = new Perspective({ apiKey });
  const text = 'you empty-headed animal food trough wiper!';
  console.log(JSON.stringify({
    first: await perspective.analyze(text),
    models: await perspective.analyze('fools!', { attributes: ['unsubstantial', 'spam'] }),
    threshold: await perspective.analyze({
      comment: { text: 'You are an idiot.' },
      requestedAttributes: { TOXICITY: { scoreThreshold: 0.7 } },
    }),
    unsupported: await message(perspective.analyze(text, { attributes: ['flirtation'] })),
    stranger: await message(new Perspective({ apiKey: 'wrong' }).analyze(text)),
  }));
})();
