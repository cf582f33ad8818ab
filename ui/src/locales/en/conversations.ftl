conversations-sidebar = Conversations
conversations-list = Conversations
conversations-new = New conversation
conversations-fold = Hide the conversations
conversations-search = Search
conversations-search-clear = Clear the search
conversations-results = Search results
conversations-found = { $count ->
    [0] Nothing found
    [one] 1 result
   *[other] { $count } results
}
conversations-found-none = Nothing found for “{ $query }”. Titles and texts were searched.
conversations-empty = Your conversations will be listed here.
conversations-failed = The conversations could not be read.
conversations-untitled = Untitled
conversations-pinned = Pinned
conversations-today = Today
conversations-yesterday = Yesterday
conversations-week = This week
conversations-more = More
conversations-menu = More for “{ $title }”
conversations-rename = Rename
conversations-new-title = New title
conversations-pin = Pin
conversations-unpin = Unpin
conversations-export-markdown = Export as Markdown…
conversations-export-json = Export as JSON…
conversations-delete = Delete
conversations-deleted = Deleted “{ $title }”
