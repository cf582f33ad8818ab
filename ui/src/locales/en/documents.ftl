# Documents: what a question is about, the viewer, the libraries.
documents-waiting = waiting
documents-reading = reading…
documents-reading-of = reading, { $done } of { $total }
documents-searchable = ready by words; by meaning { $percent }
documents-passages = { $count ->
    [one] one passage
   *[other] { $count } passages
}
documents-no-text = { $count ->
    [one] Page { $pages } is a picture without text; reading pictures comes later
   *[other] { $count } pages are pictures without text ({ $pages }); reading pictures comes later
}
documents-hidden = Hidden text was left out ({ $characters } characters)
documents-skipped = Could not be read and was left out: { $part }
documents-orders = { $count ->
    [one] One passage reads like an order to an assistant. It is taken as text and not followed.
   *[other] { $count } passages read like orders to an assistant. They are taken as text and not followed.
}
documents-duplicate = “{ $name }” is here already.
documents-duplicates = { $count } files are here already.
documents-passed-over = { $count ->
    [one] One file that is no document was passed over.
   *[other] { $count } files that are no documents were passed over.
}
documents-way = How to answer
documents-way-whole = Knows the whole text: { $all }
documents-way-search = Looks for passages: { $passages } of { $of }
documents-way-everything = Reads everything: { $all }
documents-route-auto = Automatic
documents-route-auto-note = By the size of the text and what is asked
documents-route-search = Look for passages
documents-route-search-note = Quick; for a fact that stands in one place
documents-route-everything = Read everything
documents-route-everything-note = Slow; for summaries, counts and comparisons
documents-pretrained = The chosen model can only continue text. One that is tuned for instructions does this far better.
documents-share-whole = whole document
documents-share-everything = part by part
documents-share-search = { $passages } of { $of } passages
documents-about = What the question is about
documents-count = { $count ->
    [one] one document
   *[other] { $count } documents
}
documents-library-off = Do not ask “{ $name }”
documents-remove = Remove “{ $name }”
documents-cancel = Stop reading “{ $name }”
documents-again = Read “{ $name }” again
documents-removed = Removed “{ $name }”
documents-drop-documents = { $count ->
    [one] Drop the file to ask about it
   *[other] Drop { $count } files to ask about them
}
documents-drop-folders = { $count ->
    [one] Drop the folder to ask about the documents in it
   *[other] Drop { $count } folders to ask about the documents in them
}
documents-drop-mixed = Drop { $count } files
documents-drop-library = { $count ->
    [one] Drop the file to add it to “{ $library }”
   *[other] Drop { $count } files to add them to “{ $library }”
}
documents-drop-note = They are read here, on this computer.
documents-drop-mixed-note = Documents are read, models are added.
documents-viewer = Document: { $name }
documents-opening = Opening…
documents-page = Page { $page }
documents-pages = Pages
documents-text = Text of the document
documents-table = Table
documents-from-start = Show from the beginning
documents-passage-of = { $at } of { $count }
documents-heard-passage = Marked passage, { $place }: { $text }
documents-previous = Previous marked passage
documents-next = Next marked passage
documents-find = Search in the document
documents-no-match = Nothing found
documents-match-of = { $at } of { $count } places
documents-match-previous = Previous place
documents-match-next = Next place
documents-libraries = Libraries
documents-libraries-lead = A library keeps documents together, so that you can ask them again at any time. Everything in it stays on this computer.
documents-libraries-none = No library yet
documents-libraries-none-note = Make one for documents you will come back to. For a single question, drop a file on a conversation.
documents-library-new = New library
documents-library-create = Create
documents-library-name = Name
documents-library-rename = Rename
documents-library-delete = Delete the library
documents-library-deleted = Deleted “{ $name }” with its documents
documents-library-more = More about this library
documents-library-empty = No documents yet. Drop files here, or choose them.
documents-add = Add documents…
documents-add-folder = Add a folder…
documents-ask = Ask this library
documents-ask-named = Ask the library “{ $name }”
documents-search = Search in these documents
documents-hits = { $count ->
    [0] Nothing found
    [one] One passage
   *[other] { $count } passages
}
documents-by-words = by words alone
documents-by-meaning = by words and meaning ({ $encoder })
documents-by-language = by words; { $encoder } does not know this language
documents-no-pages = The pages can’t be drawn. This is the text that was read from them.
documents-libraries-all = Libraries…
