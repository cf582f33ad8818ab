# Rust 側が表示するシステムダイアログの文言。
native-export-conversation = 会話を書き出す
native-export-all = すべてを書き出す
native-export-safety-log = フィルターの記録を書き出す
native-import = アーカイブを読み込む
native-add-model = モデルファイルを追加
native-move-models = モデルの移動先
native-add-certificates = 証明書を信頼
native-choose-documents = 文書を選ぶ
native-choose-folder = 文書のフォルダーを選ぶ
native-export-answer = 回答を書き出す
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
native-label-slide = スライド
native-label-weak = 一部だけを裏づけます
native-label-unsupported = 文書の中に、この回答を裏づける内容はありません。
native-label-attachment = 添付
native-label-tool = ツール
native-label-withheld = 非表示
native-label-stopped = 停止
native-label-failed = 失敗
native-label-broken-off = 中断

# The tray.
native-tray-ask = 質問する
native-tray-open = Carat を開く
native-tray-recent = 最近の会話
native-tray-unload = モデルをメモリから外す
native-tray-no-model = メモリにモデルはありません
native-tray-network-off = ネットワークを使わない
native-tray-pause = ショートカットを一時停止
native-tray-at-login = ログイン時に起動
native-tray-quit = Carat を終了

# What ended while nobody looked.
native-notify-answer = 回答ができました。
native-notify-download = モデルのダウンロードが終わりました。

# What the model is told to do with a text.
native-action-summarise = 次の文章を、元の言語のまま数文で要約してください：
native-action-explain = 次の文章をわかりやすい言葉で説明してください：
native-action-translate = 次の文章を日本語に翻訳してください。日本語の場合は英語に翻訳してください：
native-action-rewrite = 次の文章を、元の言語のまま、わかりやすく丁寧に書き直してください：
native-action-fix-grammar = 次の文章の誤字と文法の誤りだけを直し、ほかは変えないでください。直した文章だけを答えてください：
