# Texts of the system's own dialogs, which the Rust side shows.
native-export-conversation = Export conversation
native-export-all = Export everything
native-import = Import an archive
native-add-model = Add a model file
native-move-models = Move models to
native-add-certificates = Trust certificates
native-filter-markdown = Markdown
native-filter-json = JSON
native-filter-archive = Carat archive
native-filter-model = GGUF model
native-filter-certificates = Certificates (PEM)
native-refused-title = Carat can’t start

# Words of an exported conversation.
native-label-untitled = Untitled conversation
native-label-user = You
native-label-thought = Thought
native-label-sources = Sources
native-label-page = page
native-label-attachment = Attachment
native-label-tool = Tool
native-label-withheld = Withheld
native-label-stopped = Stopped
native-label-failed = Failed
native-label-broken-off = Broken off
