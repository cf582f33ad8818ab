app-window-title = { $title } – Carat
app-show-list = 会話の一覧を表示
app-models = モデル
app-settings = 設定
app-shortcuts = キーボードショートカット
app-more = その他
app-local = ローカル
app-local-title = すべてこのコンピューターの中だけ
app-local-answers = 回答は、お手元のディスクにあるモデルがこのコンピューターで作ります。アカウントもサーバーもありません。
app-local-network = Carat はネットワークに接続しません。回答の中のリンクは、選んだときにだけブラウザーで開きます。
app-local-kept = 会話は { $folder } だけに保存されます。
app-start-failed = Carat を起動できませんでした

action-choose-model = モデルを選ぶ
action-show-terms = 利用規約を読む
action-open-model-settings = モデルの設定
action-copy-diagnostics = 診断情報をコピー
