# Rust 側が表示するシステムダイアログの文言。
native-export-conversation = 会話を書き出す
native-export-all = すべてを書き出す
native-import = アーカイブを読み込む
native-add-model = モデルファイルを追加
native-move-models = モデルの移動先
native-add-certificates = 証明書を信頼
native-filter-markdown = Markdown ファイル
native-filter-json = JSON ファイル
native-filter-archive = Carat アーカイブ
native-filter-model = GGUF モデル
native-filter-certificates = 証明書 (PEM)
native-refused-title = Carat を起動できません

# 書き出した会話の中の語。
native-label-untitled = 無題の会話
native-label-user = あなた
native-label-thought = 思考
native-label-sources = 出典
native-label-page = ページ
native-label-attachment = 添付
native-label-tool = ツール
native-label-withheld = 非表示
native-label-stopped = 停止
native-label-failed = 失敗
native-label-broken-off = 中断
