# Where something stands in a document, and how it was looked for.
place-page = page { $page }
place-slide = slide { $slide }
place-cells = { $sheet }, { $range }
place-line = line { $line }
place-lines = lines { $from } to { $to }
place-source = { $source }, { $place }
place-pages = { $count ->
    [one] one page
   *[other] { $count } pages
}
place-slides = { $count ->
    [one] one slide
   *[other] { $count } slides
}
place-sheets = { $count ->
    [one] one sheet
   *[other] { $count } sheets
}
place-chapters = { $count ->
    [one] one chapter
   *[other] { $count } chapters
}
place-parts = { $count ->
    [one] one part
   *[other] { $count } parts
}
place-search-words = Found by words alone
place-search-meaning = Found by words and meaning ({ $encoder })
place-search-language = Found by words; { $encoder } does not know this language
