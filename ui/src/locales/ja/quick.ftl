# クイック質問。
quick-title = Carat：クイック質問
quick-label = クイック質問
quick-placeholder = 何でも聞いてください
quick-follow-up = 続けて聞く
quick-armed = { $action }：Enter で実行、補足も書けます
quick-answers = 質問と回答

quick-context = 質問に添えるもの
quick-selection = 選択した文章
quick-clipboard = クリップボード
quick-file = ファイル
quick-words = { $words } 語
quick-take-selection = 手前のアプリで選択した文章を添える
quick-take-from = { $app } で選択した文章を添える
quick-take-clipboard = クリップボードの内容を添える
quick-look = 冒頭を表示または隠す
quick-remove = { $name }を外す
quick-drop = ファイルをドロップして質問

quick-actions = 操作
quick-action-summarise = 要約
quick-action-explain = 説明
quick-action-translate = 翻訳
quick-action-rewrite = 書き換え
quick-action-fix-grammar = 文法を直す
quick-pretrained = このモデルは文章の続きを書くだけです。名前に「it」が付く指示学習済みのモデルのほうが適しています。

quick-replace = 置き換え
quick-insert = 挿入
quick-copy = コピー
quick-new = 新規
quick-open = Carat で開く
quick-copied-instead = コピーしました。貼り付けてお使いください

quick-keep = この会話を残す
quick-kept = 残す
quick-forgotten = 残さない
quick-kept-note = この会話は一覧に残ります。押すと跡を残しません。
quick-forgotten-note = この会話は跡を残しません。押すと残します。
quick-kept-begun = この会話はメインウィンドウの一覧にあります。
quick-forgotten-begun = このウィンドウで新しく始めると、この会話は跡を残しません。

quick-no-model = 回答にはモデルが必要です。メインウィンドウで選んでください。
quick-no-terms = { $model } を使うには、先に利用規約への同意が必要です。メインウィンドウで確認できます。
quick-to-main = Carat を開く
quick-crashed-next = 次の質問で再起動します。
