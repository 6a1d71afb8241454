"""Receipts and tickets as PDF: frozen data in, bytes out.

    receipts.py, tickets.py              what a document says, worded here; the layouts only place it
    masthead.py                          what stands at the head of each: the summit, its dates and its place
    rendering.py > presses.py, press.py  programs of their own typeset, see there why
    layouts/*.typ                        the look, in typst
    wording.py                           any text made fit to print

For maintainers:

- Text reaches a layout as JSON and is placed as a string. A layout never evaluates a text, never opens a file and never
  loads a package; its root is its own folder. A test says so over every layout.
- The same data gives the same bytes: the date of a document is in its data, and fonts of the machine are asked only
  for letters that ours lack. A PDF is tagged and keeps PDF/UA-1.
- Public Sans is fetched at set-up (static/vendor/public-sans/*.ttf). Without it documents are set in Libertinus Serif,
  which typst brings, as it brings letters for Greek, Cyrillic, Hebrew, Arabic and some more.
- A letter that neither has (Chinese, emoji) is taken from the machine's fonts. Where they lack it too it is printed as
  an empty box, and that one document is tagged but no longer PDF/UA-1, which forbids such boxes.
"""
