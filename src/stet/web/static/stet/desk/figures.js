// A number in the digits of the page's language.

const { lang, dataset } = document.documentElement;
const written = new Intl.NumberFormat(lang, { numberingSystem: dataset.numbering });

export const figure = (count) => written.format(count);
