"""An optional second reading by a language model, asked only where the screener is unsure.

`judge.Judge` asks an OpenAI-compatible endpoint and gives findings or no opinion;
`second.Judged` is a screener that asks it. docs/judge.md and decision 0014 say what it may do.
"""
